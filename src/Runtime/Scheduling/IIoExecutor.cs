namespace Flink.Runtime.Scheduling;

/// <summary>Runs work that may block, such as reading and writing files, away from workers and endpoints.</summary>
public interface IIoExecutor
{
    /// <summary>Runs work once; from any thread, returns without waiting for it.</summary>
    /// <param name="work">Reports its own failures: nobody waits for it, and it must not throw.</param>
    void Run(Action work);
}
