using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Streaming.Testing.Execution;

namespace Flink.Streaming.Testing;

/// <summary>Runs operators outside a cluster: what is pushed has gone through all of them when the call returns.</summary>
/// <typeparam name="TOut">The record type of the output.</typeparam>
/// <remarks>
/// Everything runs on the calling thread, one thing at a time, in the order that the engine guarantees. What a function throws comes
/// out of the call that made it run. Not safe for concurrent use but for <see cref="Cancel"/>.
/// </remarks>
public abstract class Harness<TOut> : IDisposable
{
    private readonly HarnessJob _job;

    private protected Harness(Plan plan, HarnessOptions? options, params Type[] inputs)
    {
        if (!plan.Inputs.SequenceEqual(inputs))
        {
            throw new ArgumentException(
                $"The harness pushes {Names(inputs)}, but what is tested reads {Names(plan.Inputs)}. A stream is tested from its sources on.");
        }

        _job = new HarnessJob(plan, typeof(TOut), Output, options ?? new HarnessOptions());
    }

    /// <summary>What came out.</summary>
    public RecordedOutput<TOut> Output { get; } = new();

    /// <inheritdoc cref="RecordedOutput{T}.Elements"/>
    public IReadOnlyList<OutputElement<TOut>> Elements => Output.Elements;

    /// <inheritdoc cref="RecordedOutput{T}.Records"/>
    public IReadOnlyList<TOut> Records => Output.Records;

    /// <inheritdoc cref="RecordedOutput{T}.Timestamps"/>
    public IReadOnlyList<long> Timestamps => Output.Timestamps;

    /// <inheritdoc cref="RecordedOutput{T}.Watermarks"/>
    public IReadOnlyList<long> Watermarks => Output.Watermarks;

    /// <summary>Processing time: what functions see as their clock.</summary>
    public HarnessClock Clock => _job.Clock;

    /// <summary>The memory that the operators share; what they have not freed when they are closed fails <see cref="Dispose"/>.</summary>
    public IManagedMemory ManagedMemory => _job.ManagedMemory;

    /// <summary>Values of the accumulators by name, merged over all subtasks as in a job's result.</summary>
    public IReadOnlyDictionary<string, object?> Accumulators => _job.Accumulators();

    /// <summary>The records since the last call; everything recorded on the main output is forgotten.</summary>
    public IReadOnlyList<TOut> Take() => Output.Take();

    /// <summary>What was emitted under a tag, by whichever operator; with the watermarks that passed.</summary>
    public RecordedOutput<T> SideOutput<T>(OutputTag<T> tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return _job.Recorded(tag);
    }

    /// <summary>Moves processing time on. Timers fire in order, each at its own time.</summary>
    public void AdvanceProcessingTime(TimeSpan by) => AdvanceProcessingTimeTo(Clock.Now + (long)by.TotalMilliseconds);

    /// <inheritdoc cref="AdvanceProcessingTime(TimeSpan)"/>
    /// <param name="time">Milliseconds since the epoch.</param>
    /// <exception cref="ArgumentOutOfRangeException">Time would go backwards.</exception>
    public void AdvanceProcessingTimeTo(long time) => _job.Run(() => _job.AdvanceTo(time));

    /// <summary>Runs what other threads posted to the operators (<see cref="OperatorContext.Post"/>). Each push does so too.</summary>
    public void RunPosted() => _job.Run(static () => { });

    /// <summary>Runs what other threads post to the operators until a condition holds, which is looked at after each action.</summary>
    /// <param name="condition">Usually whether something was emitted.</param>
    /// <param name="timeout">How long to wait for the next action at most.</param>
    /// <exception cref="TimeoutException">Nothing was posted for so long, and the condition does not hold.</exception>
    public void RunUntil(Func<bool> condition, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(condition);
        _job.Run(() =>
        {
            while (!condition())
            {
                if (!_job.WaitForPosted(timeout))
                {
                    throw new TimeoutException($"What the test waits for did not happen, and nothing was posted to the operators within {timeout}.");
                }
            }
        });
    }

    /// <summary>Tells the functions that they should end early, as the engine does; one that waits should return or throw. From any thread.</summary>
    public void Cancel() => _job.Cancel();

    /// <summary>Takes a snapshot of all operators and subtasks, complete when this returns.</summary>
    /// <exception cref="InvalidOperationException">Something waits in an input that an operator does not read now.</exception>
    public HarnessSnapshot Snapshot() => Snapshot(isDeferred: false);

    /// <summary>
    /// Takes a snapshot whose frozen state (<see cref="Core.State.StateWriter.WriteLater"/>) is written only when the test says
    /// <see cref="HarnessSnapshot.Complete"/>: push in between to show that it does not change. Lives no longer than the harness.
    /// </summary>
    /// <inheritdoc cref="Snapshot()" path="/exception"/>
    public HarnessSnapshot SnapshotLater() => Snapshot(isDeferred: true);

    /// <summary>Closes the operators.</summary>
    /// <exception cref="AggregateException">Some could not be closed, and nothing had failed before.</exception>
    /// <exception cref="HarnessException">Managed memory was not freed, and nothing had failed before.</exception>
    public void Dispose()
    {
        _job.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void PushRecords<T>(int input, long timestamp, T[] records)
    {
        ArgumentNullException.ThrowIfNull(records);
        _job.CheckOpen(input);
        _job.Run(() =>
        {
            var target = (IInput<T>)_job.InputOf(input);
            foreach (var chunk in records.Chunk(BatchSize.InChain<T>()))
            {
                var batch = new Batch<T>(chunk.Length);
                foreach (var record in chunk)
                {
                    batch.Add(in record, timestamp);
                }

                target.Process(batch);
                batch.Clear();
            }
        });
    }

    private protected void PushSignal(int input, Action<IInput> signal)
    {
        _job.CheckOpen(input);
        _job.Run(() => signal(_job.InputOf(input)));
    }

    private protected void End(int input)
    {
        PushSignal(input, static target => target.Process(Watermark.Max));
        _job.Run(() => _job.EndInput(input));
    }

    private protected bool HasEnded(int input) => _job.HasEnded(input);

    private static string Names(IReadOnlyList<Type> types) => types.Count == 0 ? "nothing" : string.Join(" and ", types.Select(type => type.Name));

    private HarnessSnapshot Snapshot(bool isDeferred)
    {
        HarnessSnapshot? snapshot = null;
        _job.Run(() => snapshot = _job.Snapshot(isDeferred));
        return snapshot!;
    }
}
