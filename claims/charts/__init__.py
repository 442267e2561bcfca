"""Charts as numbers: pure functions from documents to coordinates, which templates write as SVG.

Every chart is 720 units wide and stands beside a table of what it shows.
"""
