"""BERT-like models: loading, adapters, GLUE and SQuAD tasks, evaluation."""
