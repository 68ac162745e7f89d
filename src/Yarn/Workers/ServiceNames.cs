using System.Globalization;

namespace Flink.Yarn.Workers;

/// <summary>The names of a cluster's services: that of the cluster itself, and one for each kind of worker beyond the kind that came with it.</summary>
internal static class ServiceNames
{
    /// <summary>The type of applications that services run as.</summary>
    public const string ApplicationType = "yarn-service";

    private const string Separator = "--w";

    /// <summary>A service for a further kind.</summary>
    public static string OfKind(string cluster, int number) => string.Create(CultureInfo.InvariantCulture, $"{cluster}{Separator}{number}");

    /// <summary>The number of the service of a further kind, 0 for that of the cluster itself; null for one of another cluster.</summary>
    public static int? NumberOf(string service, string cluster)
    {
        if (service == cluster)
        {
            return 0;
        }

        return service.StartsWith(cluster + Separator, StringComparison.Ordinal)
            && int.TryParse(service.AsSpan(cluster.Length + Separator.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
    }
}
