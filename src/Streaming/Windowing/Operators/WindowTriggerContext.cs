using Flink.Core.Operators;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.State.Keyed;
using Flink.Streaming.Timers;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Timers and states of the window at hand, for its trigger.</summary>
/// <param name="context">The operator's context.</param>
/// <param name="scope">Key and time.</param>
/// <param name="timers">The operator's timers.</param>
internal sealed class WindowTriggerContext<TKey, TWindow, TKeyComparer, TWindowComparer>(
    OperatorContext context,
    WindowScope<TKey, TWindow, TKeyComparer, TWindowComparer> scope,
    TimerService<TKey, TWindow, TKeyComparer, TWindowComparer> timers) : MergeTriggerContext, IDisposable
    where TWindow : struct, IWindow
    where TKeyComparer : struct, IKeyComparer<TKey>
    where TWindowComparer : struct, IKeyComparer<TWindow>
{
    private readonly KeyedStateBackend<WindowKey<TKey, TWindow>, WindowKeyComparer<TKey, TWindow, TKeyComparer, TWindowComparer>> _states =
        new(context, "trigger-state/");

    // A trigger asks for its state with every record, by the same descriptor.
    private readonly Dictionary<StateDescriptor, IState> _known = [];
    private StateDescriptor? _lastDescriptor;
    private IState? _lastState;

    /// <summary>The window at hand.</summary>
    public TWindow Window { get; set; }

    /// <summary>The windows that have become the one at hand.</summary>
    public List<TWindow> Merged { get; set; } = [];

    public override long CurrentProcessingTime => scope.CurrentProcessingTime;

    public override long CurrentWatermark => scope.CurrentWatermark;

    public override void RegisterEventTimeTimer(long time) => timers.RegisterEventTimeTimer(in scope.Key, scope.KeyHash, Window, time);

    public override void RegisterProcessingTimeTimer(long time) => timers.RegisterProcessingTimeTimer(in scope.Key, scope.KeyHash, Window, time);

    public override void DeleteEventTimeTimer(long time) => timers.DeleteEventTimeTimer(in scope.Key, scope.KeyHash, Window, time);

    public override void DeleteProcessingTimeTimer(long time) => timers.DeleteProcessingTimeTimer(in scope.Key, scope.KeyHash, Window, time);

    /// <summary>Gives up the memory of the states.</summary>
    public void Dispose() => _states.Dispose();

    public override TState GetPartitionedState<TState>(StateDescriptor<TState> descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        SetCurrent(Window);
        if (ReferenceEquals(descriptor, _lastDescriptor))
        {
            return (TState)_lastState!;
        }

        if (!_known.TryGetValue(descriptor, out var state))
        {
            state = descriptor.Bind(_states);
            _known.Add(descriptor, state);
        }

        (_lastDescriptor, _lastState) = (descriptor, state);
        return (TState)state;
    }

    public override void MergePartitionedState<TState>(StateDescriptor<TState> descriptor)
    {
        var state = GetPartitionedState(descriptor) as IMergingState
            ?? throw new NotSupportedException($"{descriptor} cannot be merged; reducing, aggregating and list states can.");
        foreach (var window in Merged)
        {
            SetCurrent(window);
            if (state.Take() is { } taken)
            {
                SetCurrent(Window);
                state.Merge(taken);
            }
        }

        SetCurrent(Window);
    }

    public void Snapshot(StateWriter state) => _states.Snapshot(state);

    public void Restore(StateReader state) => _states.Restore(state);

    private void SetCurrent(in TWindow window) => _states.Current.Set(
        new WindowKey<TKey, TWindow>(scope.Key, window), WindowKeyComparer<TKey, TWindow, TKeyComparer, TWindowComparer>.Hash(scope.KeyHash, in window));
}
