"""Convert a figure from SVG to PNG or PDF, as a child process of catalog.site.explore.figure_files.

It reads the SVG from standard input and writes the file to standard output. It must not import the catalog: it starts
without its settings.
"""

import sys

import vl_convert


def main() -> None:
    """Convert standard input. Arguments: "png" or "pdf", and the pixels per inch of a PNG."""
    form, dpi = sys.argv[1], float(sys.argv[2])
    svg = sys.stdin.buffer.read().decode()
    content = vl_convert.svg_to_png(svg, ppi=dpi) if form == "png" else vl_convert.svg_to_pdf(svg)
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main()
