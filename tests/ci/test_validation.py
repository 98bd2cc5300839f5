"""Where CI meets validation: each way runs here as CI runs it, on what this repository holds."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.validation.making import DELETED, LABEL_SETS, ROOT, as_bytes, changed, news_record

BIN = Path(sys.executable).parent
ACTION = yaml.safe_load((ROOT / ".github" / "actions" / "validate" / "action.yml").read_text("utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
OWN_WORKFLOW = ROOT / ".github" / "workflows" / "validate.yml"
SAMPLE_DATASET = ROOT / "exports" / "sample"
GUIDE = (ROOT / "docs" / "ci.md").read_text("utf-8")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a label set, a sound record and a broken one, whose name has a space."""
    (tmp_path / "labels").symlink_to(LABEL_SETS["news"])
    (tmp_path / "annotations").mkdir()
    (tmp_path / "annotations" / "harbour.json").write_bytes(as_bytes(news_record()))
    broken = changed(news_record(), {"/relations/0": DELETED, "/article/id": "b"})
    (tmp_path / "not well.jsonl").write_bytes(as_bytes(broken))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def bash(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    # The options that GitHub's and GitLab's runners give to bash.
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        env={**os.environ, **environment, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def action(**inputs: str) -> subprocess.CompletedProcess[str]:
    """Runs the action's last step as a runner does, with the defaults of its inputs."""
    step = ACTION["runs"]["steps"][-1]
    given = {name: inputs.get(name.replace("-", "_"), what["default"]) for name, what in ACTION["inputs"].items()}
    environment = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: given[match[1]], value)
        for name, value in step["env"].items()
    }
    assert "${{" not in step["run"]  # inputs never become part of a command
    return bash(step["run"], **environment)


def test_the_action_passes_a_sound_project_and_marks_what_is_wrong(project: Path) -> None:
    sound = action(paths="annotations\nlabels\n", label_set="labels")
    assert (sound.returncode, sound.stderr) == (0, "")
    wrong = action(paths="annotations\nnot well.jsonl\n", label_set="labels", arguments="--warn\nT")
    assert wrong.returncode == 1
    assert wrong.stdout.startswith("::error file=not well.jsonl,line=1,col=")
    assert "title=R008 too-few-relations::" in wrong.stdout


def test_the_action_takes_no_input_for_a_command(project: Path) -> None:
    done = action(paths="annotations; touch stolen\n$(touch stolen)\n--statistics", label_set="labels")
    assert done.returncode == 2
    assert not (project / "stolen").exists()


def test_the_action_installs_the_package_that_it_comes_with() -> None:
    install = ACTION["runs"]["steps"][0]["run"]
    (place,) = re.findall(r'"\$GITHUB_ACTION_PATH/([./]+)"', install)
    assert (ROOT / ".github" / "actions" / "validate" / place).resolve() == ROOT


def hook(*files: str, args: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Runs the hook as pre-commit does: its entry, the arguments, the files that it asks for."""
    (hook_,) = HOOKS
    matching = [file for file in files if re.search(hook_["files"], file)]
    return bash(shlex.join([*shlex.split(hook_["entry"]), *args, *matching]))


def test_the_hook_checks_the_files_that_it_asks_for(project: Path) -> None:
    done = hook("not well.jsonl", "package.json", "labels/label-set.json", "a.py", args=("--label-set", "labels"))
    assert done.returncode == 1
    assert "not well.jsonl:1:" in done.stdout
    assert "checked 2 files" in done.stdout
    assert hook("labels/label-set.json", "labels/quote.schema.json").returncode == 0


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


def test_the_snippet_for_gitlab_writes_a_report(project: Path) -> None:
    job: dict[str, Any] = next(block for block in map(yaml.safe_load, blocks("yaml")) if "annotations" in block)
    script = job["annotations"]["script"]
    assert script[0].startswith("pip install")
    done = bash(script[1])
    assert (done.returncode, done.stderr) == (0, "No problems in 1 file, 1 record.\n")
    assert (project / job["annotations"]["artifacts"]["reports"]["junit"]).read_text("utf-8").startswith("<?xml")


def test_the_snippets_name_what_there_is() -> None:
    workflow, _, config = map(yaml.safe_load, blocks("yaml"))
    uses = workflow["jobs"]["validate"]["steps"][1]
    assert uses["uses"].split("@")[0].removeprefix("OWNER/annotate/") == ".github/actions/validate"
    assert uses["with"].keys() <= ACTION["inputs"].keys()
    assert config["repos"][0]["hooks"][0]["id"] == HOOKS[0]["id"]


def test_the_example_in_python_runs(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks("python")
    exec(compile(code, "docs/ci.md", "exec"), {})
    assert capsys.readouterr().out == ""


def test_this_repository_passes_its_own_action(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    _checkout, step = yaml.safe_load(OWN_WORKFLOW.read_text("utf-8"))["jobs"]["validate"]["steps"]
    assert (ROOT / step["uses"] / "action.yml").exists()
    tracked = [path for path in step["with"]["paths"].split() if path != "exports"]
    samples = [path for path in [SAMPLE_DATASET] if path.is_dir()]  # of exports/ only this is in the repository
    done = action(paths="\n".join(map(str, [*tracked, *samples])), arguments=step["with"]["arguments"])
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_this_repository_passes_its_own_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (own,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    (offered,) = HOOKS
    assert own["id"] == offered["id"]
    assert own["entry"].startswith(offered["entry"])
    tracked = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=False).stdout.splitlines()
    if not tracked:
        pytest.skip("this is no clone")
    files = [file for file in tracked if re.search(own["files"], file)]
    assert {"schemas/news/label-set.json", "schemas/news/samples/harbour-toll.json"} <= {*files}
    done = bash(shlex.join([*shlex.split(own["entry"]), *files]))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_the_reference_annotation_passes(shared: Path) -> None:
    done = bash(shlex.join(["annotate", "validate", "--strict", str(shared / "gold")]))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
