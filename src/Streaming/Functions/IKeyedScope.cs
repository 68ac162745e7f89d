using Flink.Core.State;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Functions;

/// <summary>A function's scope over keys, as contexts see it.</summary>
internal interface IKeyedScope<TKey>
{
    FunctionScope Scope { get; }

    TKey CurrentKey { get; }

    ITimerService Timers { get; }

    void ApplyToKeyedState<TState>(StateDescriptor<TState> descriptor, Action<TKey, TState> function)
        where TState : class, IState;
}
