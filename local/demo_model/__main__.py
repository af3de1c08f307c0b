"""`python -m local.demo_model --port N`: the demo model's server."""

import argparse

from local.demo_model.server import DemoModel


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pace", type=float, default=1.0, help="how slowly it speaks: 1 as a model does, 0 at once")
    options = parser.parse_args()
    DemoModel(options.port, options.pace).serve_forever()


if __name__ == "__main__":
    main()
