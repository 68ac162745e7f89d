using Flink.Core.Configuration;

namespace Flink.ResourceManagers.Processes;

/// <summary>Options of the driver that starts workers as processes of this machine.</summary>
public static class ProcessDriverOptions
{
    /// <summary>How long a released worker may take to end before it is killed.</summary>
    public static ConfigOption<TimeSpan> TerminationGrace { get; } = ConfigOption.Duration(
        "resourcemanager.process.termination-grace",
        "10 s",
        "How long a released worker may take to end before it is killed with all processes of its group.")
        .Supported();

    /// <summary>Whether workers get a control group that limits their memory.</summary>
    public static ConfigOption<bool> ControlGroups { get; } = ConfigOption.Bool(
        "resourcemanager.process.control-groups",
        true,
        "Whether a worker gets a control group that limits its memory to `taskmanager.memory.process.size`, where control groups can be "
            + "written. The limit of its collected heap holds in any case.")
        .Supported();
}
