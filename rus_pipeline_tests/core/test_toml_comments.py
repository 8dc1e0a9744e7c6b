"""Comments of a toml file: no key stands in them, whatever they look like."""

from rus_pipeline.core.toml_file import read_toml


def test_a_line_that_is_a_comment_has_no_key(tmp_path):
    path = tmp_path / "center.toml"
    path.write_text('# "Spor" = "indsats"\n[kolonner.forloeb]\n# a = 1\nb = "c"\n')
    assert dict(read_toml(path, path.name).lines) == {
        ("kolonner", "forloeb"): 2,
        ("kolonner", "forloeb", "b"): 4,
    }
