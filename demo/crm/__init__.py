"""CRMs that live in memory and speak their vendors' protocols: for tests, and to try the live path by hand."""
