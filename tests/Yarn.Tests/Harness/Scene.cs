using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Memory;
using Flink.Runtime.Slots;
using Flink.Yarn.Rpc.Messages;

namespace Flink.Yarn.Tests.Harness;

/// <summary>Requests for workers, and containers for them.</summary>
internal static class Scene
{
    public static WorkerRequest Request(params string[] blockedNodes)
    {
        var configuration = FlinkConfiguration.Empty.With(TaskManagerMemoryOptions.ProcessSize, new MemorySize(1L << 30));
        var memory = TaskManagerProcessMemory.From(configuration);
        return new WorkerRequest(WorkerSpec.From(configuration, memory), 1, memory, configuration, blockedNodes.ToHashSet());
    }

    public static ContainerId Id(int number) => new()
    {
        Id = number,
        Attempt = new AttemptId { Attempt = 1, ApplicationId = new Flink.Yarn.Rpc.Messages.ApplicationId { Id = 1, ClusterTimestamp = 1 } },
    };

    public static string Name(int number) => $"container_1_0001_01_{number:D6}";

    public static Container Container(int number, long order, string host = "h", int port = 1) => new()
    {
        Id = Id(number),
        NodeId = new NodeId { Host = host, Port = port },
        Resource = new Resource { Memory = 1024, VirtualCores = 1 },
        AllocationRequestId = order,
        ContainerToken = HadoopServer.Token.ToMessage(),
    };

    public static ContainerStatus Ended(int number, int exit, string words = "") =>
        new() { ContainerId = Id(number), Phase = ContainerPhase.CComplete, ExitStatus = exit, Diagnostics = words };
}
