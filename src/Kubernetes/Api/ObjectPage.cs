using k8s.Models;

namespace Flink.Kubernetes.Api;

/// <summary>A part of a list.</summary>
/// <typeparam name="T">The kind of objects.</typeparam>
/// <param name="Items">The objects.</param>
/// <param name="Version">The version of the whole list.</param>
/// <param name="Next">Where the next page begins; null after the last.</param>
public sealed record ObjectPage<T>(IReadOnlyList<T> Items, string Version, string? Next)
{
    /// <summary>What the API answered.</summary>
    /// <param name="items">The objects.</param>
    /// <param name="metadata">What it says of the list.</param>
    public ObjectPage(IList<T> items, V1ListMeta metadata)
        : this([.. items], metadata.ResourceVersion, string.IsNullOrEmpty(metadata.ContinueProperty) ? null : metadata.ContinueProperty)
    {
    }
}
