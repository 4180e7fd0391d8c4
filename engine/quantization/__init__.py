"""Post-training quantization: one small file for each method, one entry each in METHODS."""
