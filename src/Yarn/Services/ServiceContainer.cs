namespace Flink.Yarn.Services;

/// <summary>A container of a component.</summary>
/// <param name="Id">"container_...".</param>
/// <param name="Instance">The instance that it stands for now, "taskmanager-0": after its end another container may.</param>
/// <param name="Host">The machine, as its NodeManager calls itself.</param>
/// <param name="State">RUNNING_BUT_UNREADY, READY, STOPPED, FAILED, SUCCEEDED and so on.</param>
internal sealed record ServiceContainer(string Id, string Instance, string Host, string State)
{
    private static readonly string[] _ends = ["STOPPED", "FAILED", "SUCCEEDED"];

    /// <summary>Whether it has not ended: one that has is shown until another takes its place.</summary>
    public bool IsAlive => !_ends.Contains(State);
}
