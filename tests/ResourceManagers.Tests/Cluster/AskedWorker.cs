using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.ResourceManagers.Tests.Cluster;

/// <summary>A worker whose answer to whether it can be released is a test's.</summary>
internal sealed class AskedWorker : RpcEndpoint
{
    private readonly TaskManagerDescription _description;
    private readonly List<SlotStatus> _held = [];
    private Peer? _resourceManager;
    private long _version;

    public AskedWorker(TaskManagerDescription description)
        : base(description.Location.Rpc.Name, NullLogger.Instance)
    {
        _description = description;
        OnRequest<WorkerBeat, SlotReport>((_, _) => Report());
        OnRequest<IdentifyWorker, InstanceId>((_, _) => default);
        OnRequest<RequestSlot, SlotAnswer>((request, _) =>
        {
            Requested++;
            _version++;
            _held.Add(new SlotStatus(new SlotId(_description.Location.Id, _held.Count), request.Need, request.Job, request.Allocation, 0));
            return new SlotAnswer(Report());
        });
        OnRequest<AskRelease, bool>((_, _) =>
        {
            Asked++;
            return CanGo();
        });
    }

    public Func<Task<bool>> CanGo { get; set; } = static () => Task.FromResult(true);

    public int Asked { get; private set; }

    public int Requested { get; private set; }

    /// <summary>It holds a slot already when it registers.</summary>
    public void Hold(SlotStatus slot)
    {
        _held.Add(slot);
        _version++;
    }

    /// <summary>It holds nothing any more, which its next heartbeat tells.</summary>
    public void FreeAll()
    {
        _held.Clear();
        _version++;
    }

    public void RegisterAt(EndpointAddress resourceManager, FencingToken term) => Post(async () =>
    {
        _resourceManager = Connect(resourceManager, term);
        var reply = await _resourceManager.AskAsync(new RegisterTaskManager(_description, default), TimeSpan.FromSeconds(1));
        await _resourceManager.AskAsync(new SendSlotReport(reply.Instance!.Value, Report()), TimeSpan.FromSeconds(1));
    });

    private SlotReport Report() => new(_version, [.. _held]);
}
