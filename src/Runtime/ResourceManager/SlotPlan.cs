using Flink.Core.Graph;
using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>How missing slots are to be had.</summary>
internal sealed class SlotPlan
{
    /// <summary>Slots to cut from registered workers.</summary>
    public List<(RegisteredWorker Worker, JobId Job, ResourceProfile Need)> Slots { get; } = [];

    /// <summary>What can be had neither from a registered worker nor from one that could be started.</summary>
    public List<(JobId Job, ResourceRequirement Missing)> Unfulfillable { get; } = [];

    /// <summary>Whether more workers would have been planned if the cluster were allowed to be larger.</summary>
    public bool IsCutByLimits { get; set; }
}
