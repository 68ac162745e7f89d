namespace Flink.Core.Tests.Harness;

/// <summary>What code allocates on the thread of the test, apart from what happens once.</summary>
/// <remarks>
/// The runtime allocates on whatever thread is running when it loads a type, binds a call or replaces code by better code, and that
/// is at its own time: the more so on a busy machine. An allocation of the code itself comes with every round.
/// </remarks>
internal static class Allocated
{
    private const int Rounds = 20;

    /// <summary>The least bytes of several rounds.</summary>
    /// <param name="round">The same work each time.</param>
    /// <param name="enough">Fewer are not looked for.</param>
    public static long Least(Action round, long enough = 0)
    {
        round();
        var least = long.MaxValue;
        for (var i = 0; i < Rounds && least > enough; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
