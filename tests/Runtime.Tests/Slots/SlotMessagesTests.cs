using System.Buffers;
using Flink.Core.Graph;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskExecutor;

namespace Flink.Runtime.Tests.Slots;

public sealed class SlotMessagesTests
{
    private static readonly JobId Job = new(new Id128(1, 2));
    private static readonly FencingToken Token = new(3, 4);
    private static readonly InstanceId Instance = new(new Id128(5, 6));
    private static readonly AllocationId Allocation = new(new Id128(7, 8));
    private static readonly EndpointAddress Address = new("host:1", "jobmaster");
    private static readonly TaskManagerLocation Location = new(new TaskManagerId("a"), "host", Address, "host", 2);
    private static readonly ResourceProfile Profile = new(1.5m, 100);

    public static TheoryData<Message> Messages =>
    [
        new RegisterTaskManager(
            new TaskManagerDescription
            {
                Location = Location, Total = Profile, DefaultSlot = Profile, SlotCount = 1, ProcessId = 9, Node = "node", LogPath = "/log",
                Hardware = new WorkerHardware(1, 2, 3, 4), Memory = new WorkerMemory(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
            },
            Instance),
        new NotifySlotFree(Instance, Allocation, 12),
        new TaskManagerLeaves(Location.Id, "why"),
        new RegisterJobMaster(Job, Address, Token),
        new JobMasterLeaves(Job, Token, true, "why"),
        new RequestSlot(Token, Job, Allocation, Profile, Address, Token),
        new JobMasterMoved(Token, Job, Address, Token),
        new FreeInactiveSlots(Token, Job),
        new TaskManagerDismissed(Instance, "why"),
        new FreeSlot(Job, Token, Allocation, "why"),
        new WorkerBeat(Instance),
        new JobMasterBeat(Job, Token),
        new IdentifyWorker(),
        new RegisterAtJobMaster(Job, Location, Instance),
        new SlotLost(Job, Location.Id, Allocation, "why"),
        new TaskManagerLost(Location.Id, "why"),
        new AskRelease(Instance),
        new ExplainLoss(Location.Id),
        new SlotsDelayed(Job, null),
        new SlotsDelayed(Job, "why"),
        new AnnounceDrain(Instance, TimeSpan.FromSeconds(8), "why"),
        new DrainTaskManager(Token, TimeSpan.FromSeconds(8), "why"),
        new TaskManagerDrains(Location.Id, TimeSpan.FromSeconds(8), "why"),
        new ReadMetrics(),
        new ListLogs(),
        new ReadLog(LogFileName.Of("x.log"), 5, 6),
    ];

    [Theory]
    [MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public void Message_is_the_same_after_its_way_between_processes(Message message)
    {
        var kind = new MessageRegistry().AddSlotMessages().AddTaskExecutorMessages().KindOf(message);
        var buffer = new ArrayBufferWriter<byte>();
        kind.Write(message, buffer);

        Assert.Equal(message, kind.Read(buffer.WrittenSpan));
    }

    [Fact]
    public void Lists_in_messages_and_replies_arrive_in_their_order()
    {
        var registry = new MessageRegistry().AddSlotMessages();
        var report = new SlotReport(3, [new SlotStatus(new SlotId(Location.Id, 0), Profile, Job, Allocation, 2)]);
        var declared = (DeclareResources)Travel(registry, new DeclareResources(Job, Token, [new(Profile, 2), new(ResourceProfile.Unknown, 3)]));
        var first = (SendSlotReport)Travel(registry, new SendSlotReport(Instance, report));
        var answer = (SlotAnswer)TravelBack(registry, new RequestSlot(Token, Job, Allocation, Profile, Address, Token), new SlotAnswer(report, "no room"))!;
        var registration = TravelBack(registry, new RegisterTaskManager(null!, Instance), new TaskManagerRegistration(null, "no room", IsFinal: true));

        Assert.Equal([2, 3], declared.Requirements.Select(static one => one.Count));
        Assert.Equal(report.Held, first.Report.Held);
        Assert.Equal(("no room", 3, 1), (answer.RefusedBecause, answer.Slots.Version, answer.Slots.Held.Count));
        Assert.Equal(new TaskManagerRegistration(null, "no room", IsFinal: true), registration);
    }

    private static Message Travel(MessageRegistry registry, Message message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        registry.KindOf(message).Write(message, buffer);
        return registry.KindOf(message).Read(buffer.WrittenSpan);
    }

    private static object? TravelBack(MessageRegistry registry, Message message, object reply)
    {
        var buffer = new ArrayBufferWriter<byte>();
        registry.KindOf(message).WriteReply(reply, buffer);
        return registry.KindOf(message).ReadReply(buffer.WrittenSpan);
    }
}
