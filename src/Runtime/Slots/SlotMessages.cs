using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>The stable names of the messages about slots.</summary>
public static class SlotMessages
{
    /// <summary>Adds them all.</summary>
    public static MessageRegistry AddSlotMessages(this MessageRegistry registry) => registry
        .AddRequest<RegisterTaskManager, TaskManagerRegistration>("resourcemanager.register-taskmanager")
        .AddRequest<SendSlotReport, Acknowledge>("resourcemanager.slot-report")
        .Add<NotifySlotFree>("resourcemanager.slot-free")
        .Add<TaskManagerLeaves>("cluster.taskmanager-leaves")
        .AddRequest<RegisterJobMaster, Acknowledge>("resourcemanager.register-jobmaster")
        .AddRequest<DeclareResources, Acknowledge>("resourcemanager.declare-resources")
        .AddRequest<ExplainLoss, string?>("resourcemanager.explain-loss")
        .Add<JobMasterLeaves>("cluster.jobmaster-leaves")
        .AddRequest<RequestSlot, SlotAnswer>("taskmanager.request-slot")
        .Add<JobMasterMoved>("taskmanager.jobmaster-moved")
        .Add<FreeInactiveSlots>("taskmanager.free-inactive-slots")
        .Add<TaskManagerDismissed>("taskmanager.dismissed")
        .Add<FreeSlot>("taskmanager.free-slot")
        .AddRequest<WorkerBeat, SlotReport>("taskmanager.resourcemanager-beat")
        .AddRequest<JobMasterBeat, Acknowledge>("taskmanager.jobmaster-beat")
        .AddRequest<AskRelease, bool>("taskmanager.ask-release")
        .AddRequest<IdentifyWorker, InstanceId>("taskmanager.identify")
        .AddRequest<RegisterAtJobMaster, Acknowledge>("jobmaster.register-taskmanager")
        .AddRequest<OfferSlots, AcceptedSlots>("jobmaster.offer-slots")
        .Add<SlotLost>("jobmaster.slot-lost")
        .Add<NotEnoughResources>("jobmaster.not-enough-resources")
        .Add<SlotsDelayed>("jobmaster.slots-delayed")
        .Add<TaskManagerLost>("jobmaster.taskmanager-lost")
        .AddRequest<AnnounceDrain, bool>("resourcemanager.announce-drain")
        .Add<DrainTaskManager>("taskmanager.drain")
        .Add<TaskManagerDrains>("jobmaster.taskmanager-drains");
}
