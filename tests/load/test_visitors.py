"""Two people at once on a real server: each keeps their own state, nobody sees an exception."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.visitors import Visitor
from ui.lessons import LESSONS

pytestmark = pytest.mark.server
READY = [lesson for lesson in LESSONS if lesson.ready]


async def walk(people: list[Visitor], turns: int) -> None:
    async def one(visitor: Visitor) -> None:
        async with visitor.open() as connection:
            await visitor.rerun(connection)
            for _ in range(turns):
                visitor.turn_a_slider()
                await visitor.rerun(connection)

    await asyncio.gather(*(one(each) for each in people))


@pytest.mark.parametrize("lesson", READY, ids=lambda lesson: lesson.key)
def test_two_visitors_turn_sliders_of_one_page_without_an_exception(server, lesson):
    people = [Visitor(server, lesson.url_path, seed=seed) for seed in (1, 2)]
    # a thread of its own: the browser tests leave an event loop running in this one
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, walk(people, turns=2)).result()
    assert not [message for each in people for message in each.exceptions]
    assert all(len(each.seconds) == 3 for each in people)
