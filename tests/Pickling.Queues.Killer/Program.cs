using Pickling.Queues.Killer;

// `rq JOBS`, `celery JOBS` and `celery-rabbitmq JOBS` kill workers and their server while jobs run, and count what is lost;
// `work-rq` and its like are the workers that they start.
return args switch
{
    ["work-rq", var port, var folder] => await Workers.RunRqAsync(port, folder),
    ["work-celery", var port, var folder] => await Workers.RunCeleryAsync(port, folder),
    ["work-celery-rabbitmq", var url, var folder] => await Workers.RunCeleryOnRabbitMqAsync(url, folder),
    ["rq" or "celery" or "celery-rabbitmq", var jobs] => await new Massacre(args[0], int.Parse(jobs, System.Globalization.CultureInfo.InvariantCulture)).RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("rq JOBS | celery JOBS | celery-rabbitmq JOBS");
    return 2;
}
