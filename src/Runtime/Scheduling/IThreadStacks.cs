namespace Flink.Runtime.Scheduling;

/// <summary>Reads the stack of another thread of this process, which the framework itself does not offer.</summary>
public interface IThreadStacks
{
    /// <summary>The methods that a thread is in, the innermost first, one a line; or, in one line, why they cannot be had.</summary>
    /// <param name="managedThreadId">As in <see cref="Environment.CurrentManagedThreadId"/>.</param>
    /// <remarks>From any thread but that one. May take a second the first time; never throws. A thread that moves on meanwhile gives a stack of some moment in between.</remarks>
    string Describe(int managedThreadId);
}
