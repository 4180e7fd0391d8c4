"""What surrounds the generated squares: tasks, claim, method, quiz and downloads."""

from engine.documents.label_quality import LabelQuality
from ui.page import LessonPage, Task
from ui.quiz import Question
from ui.results import Claim
from ui.sections.document_network_figures import square_frame
from ui.sections.document_network_state import Answer, NetworkView

CODE = """
from engine.documents.activations import Look
from engine.documents.cluster_corrections import corrected
from engine.documents.cluster_learning import learn_clusters
from engine.documents.generated import sample_pages
from engine.documents.label_quality import label_quality
from engine.documents.page_generators import load_page_generator
from engine.documents.shipped_clusters import shipped_clusters, shipped_counts
from engine.documents.spherical_kmeans import SphericalKMeans

made, count = load_page_generator({name!r}), {clusters}
if count in shipped_counts(made):
    clusters = shipped_clusters(made, count).clusters
else:
    clusters = learn_clusters(made.network, SphericalKMeans(clusters=count))
classes = corrected(clusters.proposal.classes, {clicks!r}, count)
labeller = clusters.labeller(made, classes)
squares = sample_pages(labeller, {seeds!r}, {look!r})
quality = label_quality(squares, labeller.stages, classes.layers)
print("ink agreement:", round(quality.ink_agreement, 4))
print("two layers:", round(quality.two_layers, 4))
print("line regularity:", round(quality.line_regularity, 4))
print("dropped:", round(quality.dropped, 4))
"""
QUESTIONS = (
    Question(
        "truth",
        "The label of a generated square agrees with its dark ink at .9. Is the label right "
        "in 90 % of the pixels?",
        ("Yes", "No: ink is not the truth, it only looks like text", "Only at low truncation"),
        right=1,
        because="A stain, a woodcut or ink from the other side of the leaf is dark too. Without "
        "a truth a label can only be asked whether it agrees with something else.",
    ),
    Question(
        "pass",
        "Why does the label follow when you move the truncation?",
        (
            "It is drawn again by a second network",
            "It is read from the same activations that make the picture",
            "A person has labelled every truncation",
        ),
        right=1,
        because="Clusters belong to directions of activations, not to pictures. Whatever the "
        "generator draws, its layers say at once which cluster made each pixel.",
    ),
)


def tasks(lesson: LessonPage, view: NetworkView) -> None:
    """Show what to try."""
    lesson.try_this(
        Task("Set truncation below 0.5: pages become alike, do their labels follow?",
             view.look.truncation < 0.5),
        Task("Click a cluster below to call it something else, then **Undo**.",
             bool(view.clicks)),
        Task("Take 3 to 6 clusters (k): is that enough to tell ink from paper?",
             view.clusters <= 6),
    )  # fmt: skip


def claim(lesson: LessonPage, answer: Answer) -> None:
    """Set the paper's sentence beside what these clusters score."""
    scores = answer.scores
    measured = "These clusters were learnt just now; the gate is measured for those that ship."
    if scores:
        measured = (
            f"F1 of the text clusters with ink of 200 samples: {scores['text_cluster_f1']:.2f}; "
            f"{scores['dropped']:.0%} of the samples dropped. The map is an automatic proposal."
        )
    passed = bool(scores) and scores["text_cluster_f1"] >= 0.8
    lesson.claim(
        Claim(
            "2107.06777",
            "Pages and their labels can be made together, without manual annotation.",
            "",
            measured,
            f"{answer.made.network.settings.height} px squares of a small network instead of "
            "256 px; agreement with ink is no accuracy.",
            ("holds here" if passed else "does not hold here") if scores else "not measured yet",
            "python -m training.document_clusters",
        )
    )


def method(lesson: LessonPage) -> None:
    """Fold the engine code behind the page."""
    lesson.method(
        "engine.documents.generated:sample_pages",
        "engine.documents.spherical_kmeans:SphericalKMeans",
        "engine.documents.proposal:AutomaticProposal",
        "engine.documents.composition:TwoStages",
        "engine.documents.label_quality:label_quality",
        formula=r"c_\ell(p) = \arg\max_k \; \mu_{\ell,k} \cdot a_\ell(p) / \lVert a_\ell(p) "
        r"\rVert, \qquad y(p) = m_\ell(c_\ell(p))",
        differs="The paper's generator has 256 px and its map is made by a person clicking; here "
        "a proposal is made from ink and the thickness of dark areas, and you correct it. Below "
        "128 px regions do not grow before they are joined: neighbouring lines would meet. "
        "Lines, baselines and the measures of quality are ours.",
    )


def downloads(
    lesson: LessonPage, view: NetworkView, answer: Answer, quality: LabelQuality
) -> None:
    """Offer the squares' table, settings and script."""
    lesson.model = answer.made.sha256
    lesson.downloads(
        frame=square_frame(answer),
        settings={
            "generator": view.name, "seed": view.seed, "pictures": view.count,
            "truncation": view.look.truncation, "mixing": view.look.crossover,
            "noise": view.look.noise, "clusters": view.clusters, "corrections": view.clicks,
        },
        numbers={
            "ink agreement": quality.ink_agreement, "two layers": quality.two_layers,
            "line regularity": quality.line_regularity, "dropped": quality.dropped,
        },
        code=CODE.format(
            name=view.name, clusters=view.clusters, clicks=view.clicks, seeds=view.seeds,
            look=view.look,
        ),
    )  # fmt: skip
