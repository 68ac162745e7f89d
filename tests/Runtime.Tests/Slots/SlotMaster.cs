using Flink.Core.Graph;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Runtime.Tests.Slots;

/// <summary>A job's master that wants nothing but slots.</summary>
internal sealed class SlotMaster : RpcEndpoint
{
    private readonly List<(TaskManagerId Worker, SlotOffer Slot)> _slots = [];
    private readonly Dictionary<TaskManagerId, TaskManagerLocation> _workers = [];
    private Peer? _resourceManager;

    public SlotMaster(JobId job, FencingToken token, string? endpoint)
        : base(endpoint ?? $"jobmaster-{job}", NullLogger.Instance)
    {
        Job = job;
        Token = token;
        OnRequest<RegisterAtJobMaster, Acknowledge>((request, _) =>
        {
            Registrations++;
            _workers[request.TaskManager.Id] = request.TaskManager;
            _slots.RemoveAll(slot => slot.Worker == request.TaskManager.Id);
            return Acknowledge.Done;
        });
        OnRequest<OfferSlots, AcceptedSlots>(async (request, _) =>
        {
            var accepted = Accept(request);
            await (Hold ?? Task.CompletedTask);
            return accepted;
        });
        On<SlotLost>((message, _) => _slots.RemoveAll(slot => slot.Slot.Allocation == message.Allocation));
        On<NotEnoughResources>((message, _) => Refusals.Add(message.Reason));
        On<SlotsDelayed>((message, _) => Delays.Add(message.Reason));
        On<TaskManagerDrains>((message, _) => Draining.Add(message.TaskManager.Value));
        On<TaskManagerLost>((message, _) =>
        {
            Lost.Add(message.TaskManager.Value);
            LossReasons.Add(message.Reason);
            _slots.RemoveAll(slot => slot.Worker == message.TaskManager);
        });
        On<TaskManagerLeaves>((message, _) => _slots.RemoveAll(slot => slot.Worker == message.TaskManager));
    }

    public JobId Job { get; }

    /// <summary>How often workers have registered.</summary>
    public int Registrations { get; private set; }

    /// <summary>What is done with offers is told once this has completed; null for at once.</summary>
    public Task? Hold { get; set; }

    public List<string> Refusals { get; } = [];

    public List<string> Lost { get; } = [];

    public List<string> LossReasons { get; } = [];

    /// <summary>Why slots took longer; null where that was over.</summary>
    public List<string?> Delays { get; } = [];

    /// <summary>Workers that are about to go, as often as it was told of them.</summary>
    public List<string> Draining { get; } = [];

    /// <summary>Takes no more slots than so many.</summary>
    public int Wanted { get; set; } = int.MaxValue;

    /// <summary>Takes no more slots for a need than so many; null where <see cref="Wanted"/> says so for all.</summary>
    public IReadOnlyDictionary<ResourceProfile, int>? WantedByNeed { get; set; }

    public IReadOnlyList<(TaskManagerId Worker, SlotOffer Slot)> Slots => _slots;

    public IReadOnlyList<string> Workers => [.. _slots.Select(static slot => slot.Worker.Value).Order(StringComparer.Ordinal)];

    public IReadOnlyList<ResourceProfile> Profiles => [.. _slots.Select(static slot => slot.Slot.Need)];

    public Task<Acknowledge>? Declared { get; private set; }

    public void RegisterAt(EndpointAddress resourceManager, FencingToken term) => Post(() =>
    {
        _resourceManager = Connect(resourceManager, term);
        _resourceManager.AskAsync(new RegisterJobMaster(Job, Address, Token), TimeSpan.FromSeconds(1));
    });

    public void Declare(int slots) => Declare(new ResourceRequirement(ResourceProfile.Unknown, slots));

    public void Declare(params ResourceRequirement[] requirements) => Post(() =>
        Declared = _resourceManager!.AskAsync(new DeclareResources(Job, Token, requirements), TimeSpan.FromSeconds(1)));

    public void GiveBackAll() => GiveBackAllBut(0);

    public void GiveBackAllBut(int kept) => Post(() =>
    {
        foreach (var (worker, slot) in _slots.Skip(kept))
        {
            PeerOf(worker).Tell(new FreeSlot(Job, Token, slot.Allocation, "it is not needed"));
        }

        _slots.RemoveRange(Math.Min(kept, _slots.Count), Math.Max(0, _slots.Count - kept));
    });

    public void GiveBackUnwanted() => Post(() =>
    {
        foreach (var (worker, slot) in _slots.GroupBy(static one => one.Slot.Need).SelectMany(need => need.Skip(WantedByNeed!.GetValueOrDefault(need.Key))).ToList())
        {
            PeerOf(worker).Tell(new FreeSlot(Job, Token, slot.Allocation, "it is not needed"));
            _slots.RemoveAll(one => one.Slot == slot);
        }
    });

    public void GiveBackThoseOf(string worker) => Post(() =>
    {
        foreach (var (_, slot) in _slots.Where(slot => slot.Worker.Value == worker))
        {
            PeerOf(new TaskManagerId(worker)).Tell(new FreeSlot(Job, Token, slot.Allocation, "it has another"));
        }

        _slots.RemoveAll(slot => slot.Worker.Value == worker);
    });

    public void Beat(string worker) => Post(() => PeerOf(new TaskManagerId(worker)).AskAsync(new JobMasterBeat(Job, Token), TimeSpan.FromSeconds(1)));

    /// <summary>Asks what became of a worker.</summary>
    public void AskWhyLost(string worker) => Post(() =>
        Explanation = _resourceManager!.AskAsync(new ExplainLoss(new TaskManagerId(worker)), TimeSpan.FromSeconds(10)));

    public Task<string?>? Explanation { get; private set; }

    /// <summary>The master is gone, and the job is not: another one may come.</summary>
    public void LeaveJob() => Post(() => _resourceManager!.Tell(new JobMasterLeaves(Job, Token, HasEnded: false, "the master ends")));

    public void EndJob() => Post(() => _resourceManager!.Tell(new JobMasterLeaves(Job, Token, HasEnded: true, "the job has ended")));

    private Peer PeerOf(TaskManagerId worker) => Connect(_workers[worker].Rpc, FencingToken.None);

    private AcceptedSlots Accept(OfferSlots offer)
    {
        var accepted = new List<AllocationId>();
        foreach (var slot in offer.Slots)
        {
            if (_slots.Exists(known => known.Slot.Allocation == slot.Allocation))
            {
                accepted.Add(slot.Allocation);
            }
            else if (WantedByNeed is { } wanted ? _slots.Count(one => one.Slot.Need.Equals(slot.Need)) < wanted.GetValueOrDefault(slot.Need) : _slots.Count < Wanted)
            {
                _slots.Add((offer.TaskManager, slot));
                accepted.Add(slot.Allocation);
            }
        }

        return new AcceptedSlots(accepted);
    }
}
