using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Figures;

/// <summary>Every figure, in the order of the table.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<Figure> Figures { get; } =
    [
        .. CoreFigures.All,
        .. StateFigures.All,
        .. SerializerFigures.All,
        .. WindowFigures.All,
        .. SchedulingFigures.All,
        .. ClusterFigures.All,
        .. WorkerFigures.All,
        .. ProcessFigures.All,
        .. OwnClusterFigures.All,
        .. DockerFigures.All,
        .. KubernetesFigures.All,
        .. YarnFigures.All,
        .. LimitFigures.All,
    ];

    /// <summary>The figure, or the point of a plot, of this name.</summary>
    public static Figure Find(string name) => Figures.Concat(Growths.All.SelectMany(static growth => growth.Points)).Single(figure => figure.Name == name);
}
