"""A visitor without a browser: speaks Streamlit's websocket protocol and times each rerun."""

import random
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol


@dataclass
class Visitor:
    """One session on one page.

    Attributes:
        url: Address of the server, such as ``http://127.0.0.1:8501``.
        page: The lesson's ``url_path``; empty for the start page.
        seed: Decides which slider positions are visited.
        seconds: Time of each rerun, from sending it to ``script_finished``.
        exceptions: Messages of exceptions that a page showed.
        sliders: Sliders seen on the page: id -> (low, high, step).
    """

    url: str
    page: str
    seed: int
    query: str = ""
    seconds: list[float] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    sliders: dict[str, tuple[float, float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Start this visitor's own random walk."""
        self._random = random.Random(self.seed)
        self._states: dict[str, WidgetState] = {}
        self._hash = ""

    def open(self) -> connect:
        """Return the connection, to be used with ``async with``."""
        address = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        return connect(
            address,
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            origin=Origin(self.url),
        )

    async def rerun(self, connection: ClientConnection) -> float:
        """Run the page once with the present widget states; return the seconds it took."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        state.page_name = "" if self._hash else self.page
        state.page_script_hash = self._hash
        state.widget_states.widgets.extend(self._states.values())
        began = time.perf_counter()
        await connection.send(message.SerializeToString())
        while True:
            received = ForwardMsg.FromString(await connection.recv())
            kind = received.WhichOneof("type")
            if kind == "delta":
                self._notice(received)
            elif kind == "new_session":
                self._hash = received.new_session.page_script_hash
            elif kind == "script_finished":
                break
        self.seconds.append(time.perf_counter() - began)
        return self.seconds[-1]

    def turn_a_slider(self) -> bool:
        """Choose a new position for one slider of the page; False when it has none."""
        if not self.sliders:
            return False
        chosen = self._random.choice(sorted(self.sliders))
        low, high, step = self.sliders[chosen]
        position = low + step * self._random.randint(0, round((high - low) / step))
        state = WidgetState(id=chosen)
        state.double_array_value.data.append(min(position, high))
        self._states[chosen] = state
        return True

    def _notice(self, received: ForwardMsg) -> None:
        element = received.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.exceptions.append(f"{self.page}: {element.exception.message[:300]}")
        elif kind == "slider" and not element.slider.options and element.slider.step > 0:
            slider = element.slider
            self.sliders[slider.id] = (slider.min, slider.max, slider.step)
