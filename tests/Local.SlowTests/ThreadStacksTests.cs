using System.Linq.Expressions;

namespace Flink.Local.SlowTests;

/// <summary>Stacks are read by another process: what becomes of that one is no matter to this.</summary>
public class ThreadStacksTests
{
    private const int MostReaders = 10;

    [Fact]
    public void Thread_that_runs_and_compiles_is_reported_and_this_process_lives()
    {
        var id = 0;
        var isOver = false;
        var thread = new Thread(() =>
        {
            Volatile.Write(ref id, Environment.CurrentManagedThreadId);
            while (!Volatile.Read(ref isOver))
            {
                Compile();
            }
        });
        thread.Start();
        SpinWait.SpinUntil(() => Volatile.Read(ref id) != 0);
        var stacks = new ThreadStacks();

        var first = stacks.Describe(id);
        var soonAfter = stacks.Describe(id);
        Volatile.Write(ref isOver, true);
        thread.Join();

        Assert.StartsWith("Its stack", first, StringComparison.Ordinal);
        Assert.Equal("Its stack is not known: another one was read a moment ago.", soonAfter);
    }

    [Fact]
    public void Thread_that_waits_is_reported_with_the_methods_that_it_is_in()
    {
        using var gate = new ManualResetEventSlim();
        var id = 0;
        var thread = new Thread(() => WaitAt(gate, ref id));
        thread.Start();
        SpinWait.SpinUntil(() => Volatile.Read(ref id) != 0 && thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin));

        // The reader is known to crash now and then (docs/decisions/0006), and to be given up on a busy machine: another one tells.
        List<string> reports = [];
        while (reports.Count < MostReaders && !reports.Any(IsThere))
        {
            reports.Add(new ThreadStacks().Describe(id));
        }

        gate.Set();
        thread.Join();

        Assert.True(reports.Any(IsThere), string.Join("\n---\n", reports));

        static bool IsThere(string report) => report.Contains($"at {typeof(ThreadStacksTests).FullName}.{nameof(WaitAt)}", StringComparison.Ordinal);
    }

    private static void WaitAt(ManualResetEventSlim gate, ref int id)
    {
        Volatile.Write(ref id, Environment.CurrentManagedThreadId);
        gate.Wait();
    }

    private static void Compile()
    {
        var parameter = Expression.Parameter(typeof(int));
        Expression body = parameter;
        for (var i = 0; i < 30; i++)
        {
            body = Expression.Add(body, Expression.Constant(i));
        }

        Expression.Lambda<Func<int, int>>(body, parameter).Compile()(1);
    }
}
