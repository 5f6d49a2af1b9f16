import type { PageProps } from "../../app/pages";
import { Chat } from "../chat/chat";
import { ChatList } from "./chat-list";

/** All chats; or one, by its id behind the path. */
export default function Chats({ item }: PageProps) {
  return item === null ? <ChatList /> : <Chat key={item} chatId={item} />;
}
