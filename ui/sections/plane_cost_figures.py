"""The cost plane, the energy bars, the layer table and the numbers of the chosen network."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from ui import results
from ui.charts.cost_plane import SELECTION, cost_plane, energy_bars, plane_finding
from ui.page import LessonPage
from ui.results import Tile
from ui.sections.plane_cost_state import ALL, PlaneView, family

if TYPE_CHECKING:
    from engine.cost import NetworkCost

CHART = "cost_plane_points"
TITLES = {"operations": "Million {unit}", "size": "Stored size, MiB", "energy": "Energy, mJ, {by}"}
UNITS = {"multiply_adds": "multiply-adds", "flops": "FLOPs"}


def _clicked() -> None:
    """Take the clicked network over into its control."""
    points = st.session_state[CHART].selection.get(SELECTION) or []
    if points:
        st.session_state["cost_plane_network"] = points[-1]["network"]


def title(view: PlaneView) -> str:
    """Return name and unit of the horizontal axis."""
    return TITLES[view.axis].format(unit=UNITS[view.rules.unit], by=view.energy)


def on_front(cost: np.ndarray, top1: np.ndarray) -> np.ndarray:
    """Return which points no other beats: none costs at most as much and is more accurate.

    >>> on_front(np.array([1.0, 2.0, 3.0]), np.array([50.0, 60.0, 55.0])).tolist()
    [True, True, False]
    """
    cheaper = cost[None] <= cost[:, None]
    better = top1[None] >= top1[:, None]
    strictly = (cost[None] < cost[:, None]) | (top1[None] > top1[:, None])
    beaten = np.any(cheaper & better & strictly, axis=1)
    return np.logical_not(beaten)


def plane_frame(view: PlaneView) -> pd.DataFrame:
    """Return cost, published accuracy and place on the front of each network that is shown."""
    from engine.cost import operations, size
    from engine.cost.published import PUBLISHED
    from engine.studies.network_costs import shipped_costs

    costs, rows = shipped_costs(), []
    for each in PUBLISHED:
        cost = costs[each.name]
        value = {
            "operations": operations(cost, view.rules) / 1e6,
            "size": size(cost, view.precision).mebibytes,
            "energy": each.energy_millijoules
            if view.energy == "published"
            else view.model(cost).energy_millijoules,
        }[view.axis]
        rows.append((each.name, family(each.name), value, each.top1, each.source))
    frame = pd.DataFrame(rows, columns=["network", "family", "cost", "top1", "source"])
    frame = frame.dropna().loc[lambda x: (x["cost"] > 0) & (x["top1"] >= view.lowest)]
    if view.family != ALL:
        frame = frame[frame["family"] == view.family]
    if frame.empty:
        raise ValueError(
            "no network is left with this filter; lower the accuracy, show all families or "
            "take another cost than the published energy"
        )
    front = on_front(frame["cost"].to_numpy(float), frame["top1"].to_numpy(float))
    return frame.assign(on_front=front).sort_values("cost").reset_index(drop=True)


def draw(lesson: LessonPage, view: PlaneView, frame: pd.DataFrame) -> None:
    """Draw the plane."""
    found = plane_finding(frame).replace("*", r"\*")  # a name may hold an asterisk
    st.markdown(f"**{found}** Click a point to see its layers.")
    chart = cost_plane(frame, lesson.palette, title=title(view), chosen=view.network)
    st.altair_chart(
        chart, key=CHART, on_select=_clicked, selection_mode=SELECTION, width="stretch"
    )
    lesson.text(
        "Accuracies are those that the authors published for ImageNet; none is measured here. "
        "The costs are counted here, but for the published energy."
    )
    with st.expander("Data behind the plane", icon=":material/table:", type="compact"):
        results.table(frame, alt="Cost, published accuracy and source of each network")


def tiles(lesson: LessonPage, view: PlaneView) -> dict[str, float]:
    """Show the chosen network's numbers; return them."""
    from engine.cost import operations, size
    from engine.cost.published import published_named

    row, cost = published_named(view.network), chosen(view)
    work, stored = operations(cost, view.rules) / 1e6, size(cost, view.precision).mebibytes
    energy = view.model(cost)
    published = row.energy_millijoules
    lesson.tiles(
        Tile("Top-1, %, as published", f"{row.top1:g}"),
        Tile(f"Million {UNITS[view.rules.unit]}", f"{work:,.2f}"),
        Tile("Stored size, MiB", f"{stored:,.2f}"),
        Tile(
            f"Energy, mJ, {energy.origin}",
            f"{energy.energy_millijoules:,.3f}",
            paper=None
            if published is None
            else f"{published:.2f} mJ" + (" (derived)" if row.derived_energy else ""),
        ),
    )
    return {"operations_million": work, "mebibytes": stored,
            "millijoules": energy.energy_millijoules}  # fmt: skip


def chosen(view: PlaneView) -> "NetworkCost":
    """Return the cost of the network whose layers are listed."""
    from engine.studies.network_costs import shipped_costs

    return shipped_costs()[view.network]


def energy_frame(view: PlaneView, names: list[str]) -> pd.DataFrame:
    """Return the energy terms of networks, with the published total where there is one."""
    from engine.cost.published import published_named
    from engine.studies.network_costs import shipped_costs

    rows = [
        (name, term, picojoules / 1e9, published_named(name).energy_millijoules)
        for name in names
        for term, picojoules in view.model(shipped_costs()[name]).terms.items()
    ]
    frame = pd.DataFrame(rows, columns=["network", "term", "millijoules", "published"])
    return frame.astype({"published": float})


def draw_energy(lesson: LessonPage, view: PlaneView, frame: pd.DataFrame) -> None:
    """Draw what takes the energy, and say what kind of number it is."""
    st.header("Where the energy goes", anchor=False)
    origin = view.model.origin
    if origin == "calibrated":
        st.badge("calibrated", color="blue")
        text = (
            "Two constants fitted to the five published totals (ticks), off by up to 17 %. "
            "For the other families it is an extrapolation."
        )
    else:
        st.badge("first principles", color="orange")
        text = (
            "Operations and memory accesses times the energy table. It is not fitted: where the "
            "published totals (ticks) lie elsewhere, the model and the authors' differ."
        )
    st.caption(text)
    energy = view.model(chosen(view))
    name = view.network.replace("*", r"\*")
    st.markdown(
        f"**For {name}, most goes to {energy.dominant}: "
        f"{energy.share(energy.dominant):.0%} of {energy.energy_millijoules:.3f} mJ.**"
    )
    parts = energy_frame(view, list(frame["network"]))
    chart = energy_bars(parts, lesson.palette, origin=origin)
    lesson.figure(chart, alt=str(chart.description), data=parts)


def layer_frame(view: PlaneView) -> pd.DataFrame:
    """Return the layers of the chosen network that hold weights or do work."""
    from engine.cost.rules import layer_operations

    rows = [
        {
            "layer": each.name,
            "kind": each.kind,
            "output": "x".join(str(side) for side in each.output_shape or ()),
            "weight bits": each.weight_bits,
            "parameters": each.parameters,
            "multiply-adds": each.multiply_adds,
            f"operations, {UNITS[view.rules.unit]}": layer_operations(each, view.rules),
        }
        for each in chosen(view).layers
        if each.parameters or each.multiply_adds
    ]
    return pd.DataFrame(rows)


def draw_layers(view: PlaneView) -> pd.DataFrame:
    """Draw the layer table of the chosen network; return it."""
    st.header("Layers of " + view.network.replace("*", r"\*"), anchor=False)
    frame = layer_frame(view)
    results.table(frame, alt=f"Layers of {view.network} with their parameters and operations")
    return frame
