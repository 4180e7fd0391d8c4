"""Words that need an explanation, each in one or two sentences: the tooltips of the whole app."""

TERMS: dict[str, str] = {
    "bits": "How many bits store one weight. With b bits there are at most 2^b levels.",
    "granularity": "How many weights share one step size: a whole tensor, a row, or a group.",
    "levels": "Full uses every integer code, restricted leaves the lowest out so that the grid "
    "is symmetric around zero.",
    "clip": "The largest magnitude that the grid can express. Weights beyond it are moved to it.",
    "step": "The distance between two neighbouring levels of the grid.",
    "mean_squared_error": "The mean of the squared difference between full-precision and "
    "quantized values. Lower is better.",
    "maximum_error": "The largest absolute difference between a value and its quantized copy.",
    "signal_to_noise_db": "Power of the weights over power of the error, in decibel. Six more "
    "decibel are worth about one bit.",
    "cosine": "Cosine of the angle between full and quantized values: 1 means same direction.",
    "bits_per_weight": "All stored bits, scales included, divided by the number of weights.",
    "LQ": "Linear quantization: an even grid from the smallest to the largest weight.",
    "ACIQ": "Analytical clipping for integer quantization: the clip that is best for a Gauss or "
    "Laplace distribution, from a formula.",
    "OCS": "Outlier channel splitting: a column with an outlier is halved and stored twice, so "
    "the grid can be finer and the layer's output stays the same.",
    "MMSE": "The clip with the smallest mean squared error, found by search.",
    "expand_ratio": "The share of columns that outlier channel splitting may add.",
    "outlier": "A weight much larger than the others. One is enough to stretch the whole grid.",
    "simulated": "The weights take quantized values but are stored as 32-bit numbers, as in the "
    "papers. The packed size is what a file really needs.",
    "packed": "Integer codes written with exactly b bits each, plus their scales.",
    "confidence_interval": "The range that holds the score in 95 % of resamples of the examples.",
    "output_error": "Squared error of what the layer puts out, over the square of what it puts "
    "out at full precision. 0 % is perfect, 100 % is as bad as putting out nothing.",
    "split_identity": "The largest difference between the layer's output before and after "
    "columns were split, before rounding to the grid. Only the order of additions differs.",
    "clip_ratio": "Where the grid ends, as a share of the largest weight. 1 clips nothing.",
    "truncation": "Pulls latents to their mean: 1 leaves them alone, lower values draw safer and "
    "more alike pictures, 0 draws the mean picture for each.",
    "drift": "Squared pixel difference over the variation of the full pictures around their mean. "
    "At 100 % the error is as large as all that tells one picture from another.",
    "classifier_confidence": "Mean probability that a classifier gives to the class it sees: it "
    "stands in for quality. A classifier can be sure of a broken picture.",
    "effective_classes": "Exponential of the entropy of the class shares: 10 when ten classes are "
    "drawn alike, 1 when only one is.",
    "sample_spread": "Root mean squared distance between two samples in the features of a "
    "classifier; it shrinks when a generator draws more of the same.",
    "recall": "The share of real samples that some generated picture comes near: variety.",
    "precision": "The share of generated pictures that lie near some real sample: quality.",
    "lost": "Real samples that the full generator comes near and the compressed one does not, on "
    "the same latents. Chance: what the full generator itself loses when it draws from other "
    "latents.",
    "never_covered": "Real samples that neither generator comes near in 2,000 pictures.",
    "KNN": "Precision and recall by balls: around each sample of one set lies a ball to its third "
    "neighbour, and a sample of the other set counts if some ball holds it.",
    "LSH+KNN": "Balls as in KNN, but only samples in the same hash bucket are compared. Our "
    "reconstruction of arXiv 2103.11912 from its abstract.",
    "LSH-only": "A sample counts if its hash buckets hold samples of the other set in enough "
    "tables; no distance is computed. Our reconstruction of arXiv 2103.11912 from its abstract.",
    "transfer_flow": "How far apart the new classes lie in what a network learned from the "
    "labeled ones: 0 to 10, higher is better separated. Compare it at one number of samples only.",
    "discovery_accuracy": "Share of samples right when k-means makes as many clusters as there "
    "are new classes, and each cluster stands for the class that suits best (Hungarian).",
    "level_order": "Unlabeled sets in which the value falls from the labeled set of high "
    "similarity through medium to low, seeds averaged.",
    "labels_helped": "Cells in which features learned from the labeled set give a higher "
    "discovery accuracy than features that no label has touched.",
    "pseudo_flow": "Transfer flow between clusters instead of classes: it needs no label of the "
    "new classes. Where it is higher with labels than without, it advises to use them.",
    "wu_palmer": "Similarity by place in the tree of each new class to the labeled class nearest "
    "to it, averaged; 1 is the same class.",
    "branch_kept": "Share of what the convolution's bits say beyond the shortcut that can still "
    "be read from result and shortcut together, by entropy. 100 %: nothing is lost.",
    "slice_error": "Mean squared error of the best guess from the slices, over the variance of "
    "the map. 0 % is perfect, 100 % means that only the mean is known.",
    "ink_agreement": "F1 of the label's text with dark ink (Sauvola's threshold) of the same "
    "picture: 1 is the same pixels. Ink is not the truth: stains and ornaments are dark too.",
    "two_layers": "Overlap of what the two finest layers call text: intersection over union.",
    "line_regularity": "Share of the label's variance that its rows explain: 1 for stripes, about "
    "0 for noise; exact labels of drawn squares reach about 0.13.",
    "dropped_squares": "Squares without a usable label: one region fills nearly all of them, so "
    "the label has failed.",
    "near_share": "Generated squares nearer to a training square than 95 % of unseen real ones. "
    "5 % is chance; much more would mean copies.",
    "line_f1": "A found and a true line are the same when they share at least half of their ink. "
    "F1 is twice the matched lines over found and true lines together.",
    "text_iou": "Overlap of the area called text with the true one: shared area over joint area.",
    "band_iou": "The same for bands: the strip of a line between its baseline and the height of "
    "an x, which keeps neighbouring lines apart.",
    "mean_iou": "Mean overlap of background, text and graphics. Rules know no graphics.",
    "sha256": "A fingerprint of a file. Two files with the same one have the same content.",
}


def explain(term: str) -> str | None:
    """Return the explanation of a term, or None when the word needs none.

    >>> explain("step")
    'The distance between two neighbouring levels of the grid.'
    """
    return TERMS.get(term)
