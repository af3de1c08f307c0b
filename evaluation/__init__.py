"""The evaluation: requests as people make them, run by the real agent on the templates, judged by what is rendered."""
