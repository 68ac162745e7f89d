namespace Flink.Rest.Routing;

/// <summary>A request that is answered with an error of the caller's making.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="message">What was wrong; goes to the caller.</param>
internal sealed class RestException(int status, string message) : Exception(message)
{
    public int Status => status;

    public static RestException BadParameter(string kind, string name, string? value) =>
        new(400, $"Bad request, could not parse parameters: Cannot resolve {kind} parameter ({name}) from value \"{value}\".");

    public static RestException BadBody(string problem) => new(400, $"Request did not match expected format: {problem}");

    public static RestException NotFound(string what) => new(404, what);
}
