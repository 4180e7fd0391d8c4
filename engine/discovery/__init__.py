"""Novel class discovery: which labeled classes help to find unlabeled ones, and can it be told."""
