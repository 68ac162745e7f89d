namespace Flink.Yarn.Rest;

/// <summary>What a machine says of a container.</summary>
/// <param name="State">RUNNING, KILLING, DONE and so on; empty of one that it does not know (any more).</param>
/// <param name="ExitCode">The exit code of its process, or a number of YARN's below zero; <see cref="NoExitCode"/> while there is none.</param>
/// <param name="Diagnostics">YARN's words.</param>
internal sealed record ContainerState(string State, long ExitCode, string Diagnostics)
{
    /// <summary>YARN's number for "not yet".</summary>
    public const long NoExitCode = -1000;

    /// <summary>A container that the machine does not know.</summary>
    public static ContainerState Unknown { get; } = new("", NoExitCode, "");

    /// <summary>Whether it has not ended.</summary>
    public bool IsRunning => State is "RUNNING" or "NEW" or "LOCALIZING" or "SCHEDULED" or "LOCALIZED";

    /// <summary>Whether it has ended, and how is known.</summary>
    public bool HasEnded => State.Length > 0 && !IsRunning && ExitCode != NoExitCode;
}
