using Flink.Core.Graph;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Runtime.Tests.Slots;

/// <summary>A worker that registers and reports, and then answers only when it is told to: a process that was stopped for a while.</summary>
internal sealed class MuteWorker : RpcEndpoint
{
    private readonly TaskManagerDescription _description;
    private Peer? _resourceManager;

    public MuteWorker(TaskManagerDescription description)
        : base(description.Location.Rpc.Name, NullLogger.Instance)
    {
        _description = description;
        OnRequest<WorkerBeat, SlotReport>((beat, _) => Answer(() => new SlotReport(0, []), beat.Instance));
        OnRequest<IdentifyWorker, InstanceId>((_, _) => Answer(static () => default(InstanceId), null));
        OnRequest<RequestSlot, SlotAnswer>((request, _) => new SlotAnswer(new SlotReport(
            1, [new SlotStatus(new SlotId(_description.Location.Id, 0), request.Need, request.Job, request.Allocation, 0)])));
        On<TaskManagerDismissed>((message, _) => DismissedBecause = message.Reason);
    }

    public bool IsMute { get; set; }

    public InstanceId? Instance { get; private set; }

    public string? DismissedBecause { get; private set; }

    public Task<Acknowledge>? LateReport { get; private set; }

    public void RegisterAt(EndpointAddress resourceManager, FencingToken term) => Post(() => Register(resourceManager, term));

    public void ReportLate() => Post(() => LateReport = _resourceManager!.AskAsync(
        new SendSlotReport(Instance!.Value, new SlotReport(5, [])), TimeSpan.FromSeconds(1)));

    private async void Register(EndpointAddress resourceManager, FencingToken term)
    {
        _resourceManager = Connect(resourceManager, term);
        Instance = (await _resourceManager.AskAsync(new RegisterTaskManager(_description, default), TimeSpan.FromSeconds(1))).Instance;
        await _resourceManager.AskAsync(new SendSlotReport(Instance!.Value, new SlotReport(0, [])), TimeSpan.FromSeconds(1));
    }

    private async Task<T> Answer<T>(Func<T> reply, InstanceId? instance)
    {
        if (IsMute)
        {
            await new TaskCompletionSource().Task;
        }

        return instance is null || instance == Instance ? reply() : throw new NotRegisteredException("Another registration is meant.");
    }
}
