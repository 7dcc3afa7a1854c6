"""Working-level meetings (실무회의) and the decisions that other things refer to."""
