"""What the generator of pages is asked for, and the pictures with labels that answer it."""

import dataclasses

import streamlit as st

from engine.core.params import Parameter, parameters
from engine.core.threads import one_thread
from engine.documents.activations import Look
from engine.documents.cluster_corrections import LONGEST, corrected
from engine.documents.cluster_learning import Clusters, learn_clusters
from engine.documents.cluster_map import ClusterMap
from engine.documents.generated import GeneratedPatch, PageLabeller, sample_pages
from engine.documents.page_generators import PageGenerator, load_page_generator
from engine.documents.shipped_clusters import shipped_clusters, shipped_counts
from engine.documents.spherical_kmeans import SphericalKMeans
from ui import controls
from ui.page import LessonPage

OVERLAYS = ("label", "lines", "baselines", "none")
CLICKS = "document_pages_clicks"
MOST = 48


@dataclasses.dataclass(frozen=True)
class NetworkView:
    """The state of the page's controls.

    Attributes:
        name: The generator.
        seed: Seed of the first picture.
        count: Pictures.
        look: Truncation, mixing, noise.
        clusters: Clusters of each layer.
        overlay: Which labels lie over the pictures.
        opacity: How strongly.
        clicks: Corrections of the proposed map, as they stand in the link.
    """

    name: str
    seed: int
    count: int
    look: Look
    clusters: int
    overlay: str
    opacity: float
    clicks: str

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds of the pictures."""
        return tuple(range(self.seed, self.seed + self.count))


@dataclasses.dataclass(frozen=True, eq=False)
class Answer:
    """Pictures with their labels.

    Attributes:
        made: The generator.
        clusters: Centres and proposal.
        scores: What was measured of these clusters before they shipped; empty for others.
        labeller: Generator, clusters and the corrected map.
        patches: The pictures.
    """

    made: PageGenerator
    clusters: Clusters
    scores: dict[str, float]
    labeller: PageLabeller
    patches: tuple[GeneratedPatch, ...]


def choose(lesson: LessonPage, name: str) -> NetworkView:
    """Draw the controls, inside the bar of controls."""
    key = lesson.key
    fields = {each.name: each for each in parameters(Look)}
    layers = load_page_generator(name).network.settings.layer_styles
    seed = controls.widget(key, Parameter("seed", 182, "another page", 0, 999, step=1))
    psi = dataclasses.replace(fields["truncation"], high=1.2)
    truncation = controls.widget(key, psi)
    shown = Parameter("clusters", 16, "clusters of each layer's activations (k)", 3, 24, step=1)
    clusters = controls.widget(key, shown, title="Clusters (k)")
    overlay = controls.choice(key, "overlay", OVERLAYS, default="label", title="Labels shown")
    with st.popover("More settings", icon=":material/tune:"):
        count = controls.widget(
            key, Parameter("pictures", 24, "squares on the page", 4, MOST, step=4)
        )
        strong = Parameter("strength", 0.55, "0 shows pictures, 1 labels", 0.0, 1.0, step=0.05)
        opacity = controls.widget(key, strong, title="Opacity of the labels")
        mixing = Parameter(
            "mixing", 0, "coarse layers that keep their style; the rest take another page's "
            "(0: no mixing)", 0, layers, step=1,
        )  # fmt: skip
        crossover = controls.widget(key, mixing, title="Style mixing")
        noise = controls.switch(key, "noise", default=True, title="Noise")
        clicks = _clicks()
    look = Look(truncation=float(truncation), crossover=int(crossover), noise=bool(noise))
    return NetworkView(
        name, int(seed), int(count), look, int(clusters), overlay, float(opacity), clicks
    )


def _clicks() -> str:
    controls.remember(CLICKS, "")
    loaded = st.session_state.pop(f"{CLICKS}_next", None)
    if loaded is not None:  # a map from a file: its widget may only change before it is drawn
        st.session_state[CLICKS] = loaded
    st.session_state.setdefault(CLICKS, st.query_params.get(CLICKS, "")[:LONGEST])
    return st.text_input(
        "Corrections by click", key=CLICKS, bind="query-params", max_chars=LONGEST,
        help="Number of clusters, then layer-cluster and b, t or g for each correction.",
    )  # fmt: skip


@st.cache_resource(max_entries=8, show_spinner="Clustering what the layers saw ...")
def _clusters(name: str, sha256: str, count: int) -> tuple[Clusters, dict[str, float]]:
    del sha256  # tells one generator of this name from the next
    made = load_page_generator(name)
    if count in shipped_counts(made):
        found = shipped_clusters(made, count)
        return found.clusters, found.scores
    with one_thread():
        return learn_clusters(made.network, SphericalKMeans(clusters=count)), {}


@st.cache_data(max_entries=24, show_spinner="Drawing pages and labels ...")
def _patches(
    _labeller: PageLabeller, identity: str, seeds: tuple[int, ...], look: Look
) -> tuple[GeneratedPatch, ...]:
    del identity
    with one_thread():
        return sample_pages(_labeller, seeds, look)


def map_of(clusters: Clusters, view: NetworkView) -> ClusterMap:
    """Return the proposed map with the visitor's corrections, without those that do not fit."""
    proposed = clusters.proposal.classes
    try:
        return corrected(proposed, view.clicks, view.clusters)
    except ValueError as error:
        st.warning(f"{error}. The page shows the proposal.", icon=":material/link_off:")
        return proposed


def answer(view: NetworkView) -> Answer:
    """Return the pictures of the present state, cached."""
    made = load_page_generator(view.name)
    clusters, scores = _clusters(view.name, made.sha256, view.clusters)
    labeller = clusters.labeller(made, map_of(clusters, view))
    identity = f"{made.sha256} {view.clusters} {labeller.classes.to_json()}"
    patches = _patches(labeller, identity, view.seeds, view.look)
    return Answer(made, clusters, scores, labeller, patches)
