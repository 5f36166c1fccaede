"""The folder that a release is keyed into: empty, or like an earlier release."""

from kessan.template.files import Template, new_release

__all__ = ["Template", "new_release"]
