using System.Collections.Concurrent;
using Flink.Core.Graph;
using Flink.Core.Metrics;
using Flink.Core.Operators;
using Flink.Core.Types;
using Flink.Runtime.Memory;
using Flink.Runtime.Network;

namespace Flink.Streaming.Testing.Execution;

/// <summary>The subtasks of a plan, wired so that what one emits is read by the next before the call returns. All on the caller's thread.</summary>
internal sealed class HarnessJob : IDisposable
{
    private readonly Plan _plan;
    private readonly Subtask[][] _subtasks;
    private readonly List<Router>[] _inputs;
    private readonly BlockingCollection<Action> _mails = [];

    // Never disposed, which a source without a timer bears: somebody may still cancel when the harness has been closed.
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Dictionary<(int Vertex, int Subtask, string Name), IAccumulator> _accumulators = [];
    private readonly Dictionary<OutputTag, IInput> _sideOutputs = [];
    private readonly HashSet<(int Operator, OutputTag Tag)> _recordedSides = [];
    private readonly Dictionary<(Subtask Subtask, OutputTag Tag), IInput> _sideRecorders = [];
    private readonly List<HarnessSnapshot> _snapshots = [];
    private readonly ManagedMemory _memory;
    private readonly bool[] _hasEnded;
    private readonly IInput[] _entries;
    private bool _isFailed;
    private bool _isDisposed;

    public HarnessJob(Plan plan, Type outputType, IInput output, HarnessOptions options)
    {
        (_plan, Options) = (plan, options);
        _memory = new ManagedMemory(options.ManagedMemory);
        Clock = new HarnessClock(options.ProcessingTime);
        Cancellation = _cancellation.Token;
        _subtasks = new Subtask[plan.Operators.Count][];
        _inputs = [.. plan.Inputs.Select(_ => new List<Router>())];
        _hasEnded = new bool[plan.Inputs.Count];
        try
        {
            Make();
            Wire(InputPort.Of(outputType, output, null, 0));
            _entries = [.. _inputs.Select((routers, i) => (IInput)(object)RecordPlumbing.For(plan.Inputs[i]).CreateOutput([.. routers.Cast<IInput>()], []))];
            Open();
        }
        catch
        {
            _isFailed = true;
            Dispose();
            throw;
        }
    }

    public HarnessOptions Options { get; }

    public HarnessClock Clock { get; }

    public CancellationToken Cancellation { get; }

    public IManagedMemory ManagedMemory => _memory;

    private IEnumerable<Subtask> All => _subtasks.Where(subtasks => subtasks is not null).SelectMany(subtasks => subtasks).Where(one => one is not null);

    /// <summary>Where records of an input are pushed.</summary>
    public IInput InputOf(int input) => _entries[input];

    /// <summary>Does something and then what was posted meanwhile.</summary>
    public void Run(Action action)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(HarnessJob));
        try
        {
            action();
            RunPosted();
        }
        catch
        {
            _isFailed = true;
            throw;
        }
    }

    public void CheckOpen(int input)
    {
        if (_hasEnded[input])
        {
            throw new InvalidOperationException($"Input {input} has ended: nothing can follow.");
        }
    }

    public void EndInput(int input)
    {
        CheckOpen(input);
        _hasEnded[input] = true;
        _inputs[input].ForEach(router => router.End());
    }

    public bool HasEnded(int input) => _hasEnded[input];

    /// <summary>From any thread.</summary>
    public void Post(Action mail)
    {
        try
        {
            _mails.Add(mail);
        }
        catch (InvalidOperationException) when (_mails.IsAddingCompleted)
        {
            // The contract of Post: what comes after the end is dropped.
        }
    }

    public bool WaitForPosted(TimeSpan timeout)
    {
        if (!_mails.TryTake(out var mail, timeout))
        {
            return false;
        }

        mail();
        return true;
    }

    public void Cancel() => _cancellation.Cancel();

    public void AdvanceTo(long time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, Clock.Now);
        while (Clock.FireNext(time))
        {
            RunPosted();
        }

        Clock.MoveTo(time);
    }

    public void AddAccumulator(int vertex, int subtask, string name, IAccumulator accumulator, string task)
    {
        if (!_accumulators.TryAdd((vertex, subtask, name), accumulator))
        {
            throw new ArgumentException($"Task {task} has an accumulator '{name}' already.", nameof(name));
        }
    }

    public IReadOnlyDictionary<string, object?> Accumulators() => _accumulators
        .GroupBy(entry => entry.Key.Name, entry => entry.Value, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, Merged, StringComparer.Ordinal);

    public RecordedOutput<T> Recorded<T>(OutputTag<T> tag)
    {
        if (!_sideOutputs.TryGetValue(tag, out var output))
        {
            _sideOutputs.Add(tag, output = new RecordedOutput<T>());
        }

        return (RecordedOutput<T>)output;
    }

    /// <summary>The side output of a subtask: its readers in the program, and a recorder.</summary>
    public IInput SideOutputOf<T>(Subtask subtask, OutputTag<T> tag)
    {
        if (_recordedSides.Add((subtask.OperatorIndex, tag)))
        {
            var port = InputPort.Of(typeof(T), Recorded(tag), null, 0);
            var senders = Array.ConvertAll(_subtasks[subtask.OperatorIndex], one => (one, port.AddSender()));
            foreach (var (one, sender) in senders)
            {
                one.SideSignals.Attach(sender);
                _sideRecorders.Add((one, tag), sender);
            }
        }

        return (IInput)(object)RecordPlumbing.For(typeof(T)).CreateOutput([.. subtask.ReadersOf(tag), _sideRecorders[(subtask, tag)]], []);
    }

    public HarnessSnapshot Snapshot(bool isDeferred)
    {
        if (All.FirstOrDefault(one => one.Ports.Any(port => port.HasWaiting)) is { } waiting)
        {
            throw new InvalidOperationException(
                $"'{waiting.Planned.Node.Name}' does not read an input to which something was pushed. A barrier would wait behind it, so there is nothing to take a snapshot of.");
        }

        var snapshot = new HarnessSnapshot([.. _subtasks.Select(subtasks => StateOf(subtasks, isDeferred))]);
        _snapshots.Add(snapshot);
        return snapshot;
    }

    /// <exception cref="HarnessException">Managed memory was not given back.</exception>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        List<Exception> failures = [];
        foreach (var one in All)
        {
            try
            {
                one.Operator.Close();
            }
            catch (Exception e)
            {
                failures.Add(e);
            }
        }

        _mails.CompleteAdding();
        _snapshots.ForEach(snapshot => snapshot.Abandon());
        var leaked = _memory.Used;
        _memory.Dispose();

        // What failed before is what the test should report.
        if (!_isFailed && failures.Count > 0)
        {
            throw new AggregateException("Closing the operators failed.", failures);
        }

        if (!_isFailed && leaked > 0)
        {
            throw new HarnessException($"{leaked} bytes of managed memory were not freed when the operators were closed.");
        }
    }

    private static object? Merged(IEnumerable<IAccumulator> accumulators)
    {
        IAccumulator? merged = null;
        foreach (var accumulator in accumulators)
        {
            if (merged is null)
            {
                merged = accumulator.Copy();
            }
            else
            {
                merged.Merge(accumulator);
            }
        }

        return merged!.Value;
    }

    private static HarnessSnapshot.OperatorState StateOf(Subtask[] subtasks, bool isDeferred)
    {
        var planned = subtasks[0].Planned;
        var states = Array.ConvertAll(subtasks, one =>
        {
            var state = new MemoryState(KeyGroups.RangeOf(one.Index, planned.MaxParallelism, planned.Parallelism), isDeferred);
            one.Operator.Snapshot(state);
            return state;
        });
        return new HarnessSnapshot.OperatorState(planned.Node.Id, planned.Node.Name, planned.MaxParallelism, states);
    }

    private void RunPosted()
    {
        do
        {
            while (_mails.TryTake(out var mail))
            {
                mail();
            }
        }
        while (Clock.FireNext(Clock.Now));

        // A timer or a completion may have changed which inputs an operator wants to read.
        foreach (var one in All)
        {
            one.DrainWaiting();
        }
    }

    private void Make()
    {
        for (var i = 0; i < _subtasks.Length; i++)
        {
            var planned = _plan.Operators[i];
            _subtasks[i] = new Subtask[planned.Parallelism];
            for (var subtask = 0; subtask < planned.Parallelism; subtask++)
            {
                _subtasks[i][subtask] = new Subtask(this, planned, i, subtask);
            }
        }
    }

    private void Wire(InputPort end)
    {
        foreach (var edge in _plan.Edges)
        {
            var (senders, receivers) = (edge.From < 0 ? 1 : _subtasks[edge.From].Length, edge.To == Plan.End ? 1 : _subtasks[edge.To].Length);
            var maxParallelism = edge.To == Plan.End ? KeyGroups.MinDefaultMaxParallelism : _plan.Operators[edge.To].MaxParallelism;
            for (var sender = 0; sender < senders; sender++)
            {
                IInput[] ports =
                [
                    .. JobChannels.Receivers(edge.Partitioner, senders, receivers, sender)
                        .Select(receiver => (edge.To == Plan.End ? end : _subtasks[edge.To][receiver].Ports[edge.ToInput]).AddSender()),
                ];
                var router = Router.Of(edge, ports, sender, maxParallelism);
                if (edge.From < 0)
                {
                    _inputs[~edge.From].Add(router);
                }
                else
                {
                    _subtasks[edge.From][sender].AddRouter(router);
                }
            }
        }

        foreach (var one in All)
        {
            one.Connect();
        }
    }

    private void Open()
    {
        CheckRestore();
        for (var i = _subtasks.Length - 1; i >= 0; i--)
        {
            foreach (var one in _subtasks[i])
            {
                if (Options.Restore is { } snapshot)
                {
                    using var share = new StateShare(
                        snapshot.Find(one.Planned.Node.Id)?.Subtasks ?? [], one.Index, one.Planned.Parallelism, one.Planned.MaxParallelism);
                    one.Operator.Restore(share);
                }

                one.Operator.Open();
            }
        }

        RunPosted();
    }

    private void CheckRestore()
    {
        if (Options.Restore is not { } snapshot)
        {
            return;
        }

        if (!snapshot.IsComplete)
        {
            throw new InvalidOperationException("The snapshot is not complete: call Complete() before it is restored.");
        }

        foreach (var state in snapshot.Operators.Where(one => one.Subtasks.Any(subtask => subtask.OperatorEntryCount + subtask.KeyedEntryCount > 0)))
        {
            if (_plan.Operators.FirstOrDefault(one => one.Node.Id == state.Id) is not { } planned)
            {
                throw new HarnessException(
                    $"The snapshot holds state of '{state.Name}', which this program does not have under the same id. Build the program in the same way, or give the operator a uid.");
            }

            if (planned.MaxParallelism != state.MaxParallelism)
            {
                throw new HarnessException(
                    $"The state of '{state.Name}' is cut into {state.MaxParallelism} key groups; this program cuts it into {planned.MaxParallelism}. Set the same max parallelism.");
            }
        }
    }
}
