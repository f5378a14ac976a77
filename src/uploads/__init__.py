"""Files from the browser: received in pieces, kept aside until they are imported, given to jobs.

POST /upload    multipart/form-data with one or more files -> {"id", "files": [{"name", "bytes"}]}
"""
