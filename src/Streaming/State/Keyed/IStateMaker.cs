namespace Flink.Streaming.State.Keyed;

/// <summary>Makes the object of a state over the cells that it gets, whichever they are.</summary>
internal interface IStateMaker<T, out TState>
{
    TState Make<TCells>(TCells cells)
        where TCells : struct, ICells<T>;
}
