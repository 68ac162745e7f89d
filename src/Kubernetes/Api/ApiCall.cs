namespace Flink.Kubernetes.Api;

/// <summary>What a call does, in the words of Kubernetes' rights: an error can then say which right is missing.</summary>
/// <param name="Verb">Such as <c>create</c>.</param>
/// <param name="Resource">In the plural, such as <c>pods</c>.</param>
/// <param name="Group">Of the API; empty for the core.</param>
public sealed record ApiCall(string Verb, string Resource, string Group = "")
{
    /// <summary>For messages.</summary>
    public override string ToString() => $"{Verb} {Resource}";
}
