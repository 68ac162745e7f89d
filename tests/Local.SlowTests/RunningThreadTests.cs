using System.Linq.Expressions;

namespace Flink.Local.SlowTests;

/// <summary>The stack of a thread that runs is not walked: the library that does it would end this process.</summary>
public class RunningThreadTests
{
    [Fact]
    public void Threads_that_run_are_reported_without_a_stack()
    {
        var ids = new int[3];
        var isOver = false;
        var threads = Enumerable.Range(0, ids.Length).Select(i => new Thread(() =>
        {
            ids[i] = Environment.CurrentManagedThreadId;
            while (!Volatile.Read(ref isOver))
            {
                Compile(i);
            }
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        SpinWait.SpinUntil(() => Array.TrueForAll(ids, static id => id != 0));
        var stacks = new ThreadStacks();
        var reports = new List<string>();

        // Not on the main thread, as the watchdog.
        var reader = new Thread(() =>
        {
            for (var i = 0; i < 150; i++)
            {
                reports.Add(stacks.Describe(ids[i % ids.Length]));
            }
        });
        reader.Start();
        reader.Join();
        Volatile.Write(ref isOver, true);
        threads.ForEach(static thread => thread.Join());

        Assert.Equal(150, reports.Count);
        Assert.All(reports, static report => Assert.Contains("tack", report));
    }

    private static void Compile(int seed)
    {
        var parameter = Expression.Parameter(typeof(int));
        Expression body = parameter;
        for (var i = 0; i < 30; i++)
        {
            body = Expression.Add(body, Expression.Constant(seed + i));
        }

        Expression.Lambda<Func<int, int>>(body, parameter).Compile()(1);
    }
}
