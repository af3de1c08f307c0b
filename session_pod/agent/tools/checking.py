"""The `check` tool, and findings as the model reads them."""

from session_pod.agent.project import CheckResult, Finding, ProjectClient
from session_pod.agent.tools.tool import Input, Tool, ToolResult, clipped


class Check(Input):
    pass


class CheckTools:
    def __init__(self, project: ProjectClient) -> None:
        self._project = project

    def tools(self) -> list[Tool]:
        return [Tool("check", Check, self._check, lambda _: ("Checking the video", None))]

    def _check(self, _: Check) -> ToolResult:
        return ToolResult(findings_text(self._project.check(["transform", "types", "frames", "lint"])))


def findings_text(result: CheckResult) -> str:
    """A check's findings as the model reads them."""
    if not result.findings:
        return "No problems found."
    return clipped("\n".join(finding_text(finding) for finding in result.findings[:30]))


def finding_text(finding: Finding) -> str:
    """One line `file:line:column severity (kind): message what to do`, and the code around a mistake where known."""
    place = ":".join(str(part) for part in (finding.file, finding.line, finding.column) if part is not None)
    at_frame = f" at frame {finding.frame}" if finding.frame is not None else ""
    hint = f" {finding.hint}" if finding.hint else ""
    code = f"\n{finding.code_frame}" if finding.code_frame and finding.kind != "lint" else ""
    return f"{place or 'somewhere'} {finding.severity} ({finding.kind}{at_frame}): {finding.message}{hint}{code}"
