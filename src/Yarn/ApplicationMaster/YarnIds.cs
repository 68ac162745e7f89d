using System.Globalization;
using Flink.Core;
using Flink.Yarn.Rpc.Messages;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>Ids as YARN writes them for people: <c>container_[eEPOCH_]TIME_APPLICATION_ATTEMPT_NUMBER</c>.</summary>
internal static class YarnIds
{
    private const string Container = "container";

    // How often the ResourceManager was started anew stands in the upper bits of a container's number.
    private const int NumberBits = 40;

    /// <summary>A container.</summary>
    public static string Of(ContainerId id)
    {
        var epoch = id.Id >> NumberBits;
        var attempt = id.Attempt;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Container}_{(epoch == 0 ? "" : $"e{epoch:D2}_")}{attempt.ApplicationId.ClusterTimestamp}_{attempt.ApplicationId.Id:D4}_{attempt.Attempt:D2}_{id.Id & ((1L << NumberBits) - 1):D6}");
    }

    /// <summary>A container by what is written.</summary>
    /// <exception cref="FlinkException">It is none.</exception>
    public static ContainerId Parse(string text)
    {
        var parts = text.Split('_');
        var hasEpoch = parts.Length == 6 && parts[1].StartsWith('e');
        long[] numbers = [.. parts.Skip(1).Select((part, at) => long.TryParse(hasEpoch && at == 0 ? part[1..] : part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)];
        if (parts[0] != Container || numbers.Length != (hasEpoch ? 5 : 4) || numbers.Contains(-1))
        {
            throw new FlinkException($"'{text}' is no container of YARN");
        }

        var epoch = hasEpoch ? numbers[0] : 0;
        return numbers[^4..] is [var time, var application, var attempt, var container]
            ? new ContainerId
            {
                Id = (epoch << NumberBits) | container,
                Attempt = new AttemptId { Attempt = (int)attempt, ApplicationId = new Rpc.Messages.ApplicationId { ClusterTimestamp = time, Id = (int)application } },
            }
            : throw new FlinkException($"'{text}' is no container of YARN");
    }

    /// <summary>The application of an attempt.</summary>
    public static string ApplicationOf(AttemptId id) => string.Create(CultureInfo.InvariantCulture, $"application_{id.ApplicationId.ClusterTimestamp}_{id.ApplicationId.Id:D4}");

    /// <summary>An attempt.</summary>
    public static string Of(AttemptId id) => string.Create(CultureInfo.InvariantCulture, $"appattempt_{id.ApplicationId.ClusterTimestamp}_{id.ApplicationId.Id:D4}_{id.Attempt:D6}");

    /// <summary>A NodeManager by what is written, "host:port".</summary>
    /// <exception cref="FlinkException">It is none.</exception>
    public static NodeId ParseNode(string text) =>
        text.LastIndexOf(':') is var at and > 0 && int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new NodeId { Host = text[..at], Port = port }
            : throw new FlinkException($"'{text}' is no machine of YARN");

    /// <summary>A NodeManager, "host:port".</summary>
    public static string Of(NodeId id) => string.Create(CultureInfo.InvariantCulture, $"{id.Host}:{id.Port}");
}
