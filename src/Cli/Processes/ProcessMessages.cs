using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskExecutor;
using Flink.Runtime.TaskManager.Messages;

namespace Flink.Cli.Processes;

/// <summary>Everything that the processes of a cluster say to each other; both sides must know all of it.</summary>
internal static class ProcessMessages
{
    public static MessageRegistry All { get; } = new MessageRegistry().AddSlotMessages().AddTaskExecutorMessages().AddTaskMessages();
}
