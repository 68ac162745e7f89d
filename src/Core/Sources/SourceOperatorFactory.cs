using Flink.Core.EventTime;
using Flink.Core.Operators;

namespace Flink.Core.Sources;

/// <summary>What a source vertex of the job graph carries, whatever its types: the reader's operator and the enumerator's coordinator.</summary>
public abstract class SourceOperatorFactory : OperatorFactory
{
    /// <summary>Whether the source ends by itself.</summary>
    public abstract Boundedness Boundedness { get; }

    /// <summary>The source's alignment with others; null for none.</summary>
    public virtual WatermarkAlignment? Alignment => null;

    /// <summary>Makes the coordinator that runs the enumerator; called where the job is coordinated.</summary>
    public abstract SourceCoordinator CreateCoordinator(ISourceCoordinatorContext context);
}

/// <inheritdoc/>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TSplit">The split type.</typeparam>
/// <param name="source">The source.</param>
/// <param name="eventTime">How its records get event time; null to leave their timestamps as the reader sets them, without watermarks.</param>
public sealed class SourceOperatorFactory<T, TSplit>(Source<T, TSplit> source, EventTimeSettings<T>? eventTime = null) : SourceOperatorFactory
    where TSplit : ISplit
{
    /// <inheritdoc/>
    public override IReadOnlyList<Type> InputTypes => [];

    /// <inheritdoc/>
    public override Type OutputType => typeof(T);

    /// <inheritdoc/>
    public override Boundedness Boundedness => source.Boundedness;

    /// <inheritdoc/>
    public override bool IsBlocking => source.IsBlocking;

    /// <inheritdoc/>
    public override WatermarkAlignment? Alignment => eventTime?.Strategy.Alignment;

    /// <inheritdoc/>
    public override Operator Create() => new SourceOperator<T, TSplit>(source, eventTime);

    /// <inheritdoc/>
    public override SourceCoordinator CreateCoordinator(ISourceCoordinatorContext context) =>
        new SourceCoordinator<T, TSplit>(source, context);
}
