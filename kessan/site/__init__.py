"""The site: static pages of what the published file holds, from its views."""

from kessan.site.write import Site, rewrite_site, write_site

__all__ = ["Site", "rewrite_site", "write_site"]
