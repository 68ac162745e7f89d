namespace Flink.Runtime.Scheduling;

/// <summary>Stands where nothing that reads stacks was composed in.</summary>
public sealed class NoThreadStacks : IThreadStacks
{
    /// <summary>The only instance.</summary>
    public static readonly NoThreadStacks Instance = new();

    private NoThreadStacks()
    {
    }

    /// <inheritdoc/>
    public string Describe(int managedThreadId) => "Its stack is not known: this process was composed without a reader of stacks.";
}
