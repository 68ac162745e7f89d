using Flink.Core.Graph;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Runtime.Tests.Slots;

/// <summary>A ResourceManager that takes workers in and is never heard of again.</summary>
internal sealed class MuteResourceManager : RpcEndpoint
{
    public MuteResourceManager(FencingToken term)
        : base(Flink.Runtime.ResourceManager.ResourceManager.EndpointName, NullLogger.Instance)
    {
        Token = term;
        OnRequest<RegisterTaskManager, TaskManagerRegistration>((_, _) =>
            new TaskManagerRegistration(new InstanceId(new Id128(0, (ulong)++Registrations))));
        OnRequest<SendSlotReport, Acknowledge>((_, _) => Acknowledge.Done);
        On<TaskManagerLeaves>((_, _) => { });
    }

    public int Registrations { get; private set; }
}
