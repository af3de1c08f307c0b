"""What the agent can do."""

from pathlib import Path

from session_pod.agent.project import ProjectClient
from session_pod.agent.tools.asking import AskingTools
from session_pod.agent.tools.assets import AssetTools
from session_pod.agent.tools.checking import CheckTools
from session_pod.agent.tools.files import FileTools
from session_pod.agent.tools.frames import FrameTools
from session_pod.agent.tools.history import HistoryTools, Past
from session_pod.agent.tools.skills import SkillTools
from session_pod.agent.tools.sounds import SoundTools
from session_pod.agent.tools.suggesting import SuggestTool
from session_pod.agent.tools.tool import Tool
from session_pod.agent.tools.video import VideoTools


def all_tools(root: Path, project: ProjectClient, past: Past, turn_id: str) -> list[Tool]:
    """Every tool of one turn, in the order in which the model is told of them."""
    return [
        *FileTools(root, project, turn_id).tools(),
        *CheckTools(project).tools(),
        *FrameTools(project).tools(),
        *VideoTools(root, project).tools(),
        *AssetTools(root, project).tools(),
        *SoundTools(root, project).tools(),
        *SkillTools().tools(),
        *HistoryTools(past).tools(),
        *AskingTools().tools(),
        *SuggestTool().tools(),
    ]
