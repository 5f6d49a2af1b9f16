# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""AG2 Classic: a group chat in which a model chooses who speaks next."""

from autogen import AssistantAgent, LLMConfig, UserProxyAgent
from autogen.agentchat.groupchat import GroupChat, GroupChatManager
from autogen.opentelemetry import instrument_agent, instrument_llm_wrapper

from recording import tracer_provider

provider = tracer_provider()
instrument_llm_wrapper(tracer_provider=provider)
llm = LLMConfig({"api_type": "openai", "model": "gpt-4o-mini", "max_retries": 0})


def is_end(message):
    return "TERMINATE" in (message.get("content") or "")


user = UserProxyAgent("user", human_input_mode="NEVER", code_execution_config=False)
planner = AssistantAgent("planner", llm_config=llm, system_message="You plan.")
writer = AssistantAgent("writer", llm_config=llm, system_message="You write.")
group = GroupChat(
    agents=[user, planner, writer],
    messages=[],
    max_round=4,
    speaker_selection_method="auto",
    max_retries_for_selecting_speaker=0,
)
manager = GroupChatManager(groupchat=group, llm_config=llm, is_termination_msg=is_end)
for agent in (user, planner, writer, manager):
    instrument_agent(agent, tracer_provider=provider)
user.initiate_chat(manager, message="Write a line about Bonn.")
provider.shutdown()
